import { DynamicModule, Global, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { CsrfGuard } from './csrf.guard';
import { FrontDoor } from './front-door';
import { ProblemFilter } from './problem.filter';
import { RateGuard } from './rate.guard';
import { RawRoutes } from './raw-routes';
import { RoleGuard } from './role.guard';
import { RouteCatalog } from './route-catalog';
import { SessionGuard } from './session.guard';
import { createValidationPipe } from './validation.pipe';

/** What every route goes through. The guards run in this order: who, from where, how often, may they. */
@Global()
@Module({})
export class HttpModule implements OnApplicationBootstrap {
  constructor(@Inject(RouteCatalog) private readonly catalog: RouteCatalog) {}

  static forRoot(frontDoor: FrontDoor): DynamicModule {
    return {
      module: HttpModule,
      imports: [AccountsDomainModule],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: createValidationPipe },
        { provide: APP_GUARD, useClass: SessionGuard },
        { provide: APP_GUARD, useClass: CsrfGuard },
        { provide: APP_GUARD, useClass: RateGuard },
        { provide: APP_GUARD, useClass: RoleGuard },
        { provide: FrontDoor, useValue: frontDoor },
        { provide: RawRoutes, useValue: frontDoor.rawRoutes },
        RouteCatalog,
      ],
      exports: [FrontDoor, RawRoutes, RouteCatalog],
    };
  }

  onApplicationBootstrap(): void {
    this.catalog.routes();
  }
}
