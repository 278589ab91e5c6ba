import { DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { createDataSource, type Entities, type PoolOptions } from './data-source';
import { assertServerSettings } from './server-settings';

/** The process's DataSource, injectable as TypeORM's DataSource. Waits for a database that is not up yet. */
@Module({})
export class DatabaseModule {
  static forRoot(databaseUrl: string, entities: Entities, pool: PoolOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({ type: 'mysql', retryAttempts: Number.MAX_SAFE_INTEGER, retryDelay: 1000 }),
          dataSourceFactory: async () => {
            const dataSource = await (await createDataSource(databaseUrl, entities, pool)).initialize();
            await assertServerSettings(dataSource);
            return dataSource;
          },
        }),
      ],
      exports: [TypeOrmModule],
    };
  }
}

export { DataSource };
