import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PeopleRepository } from './people.repository';

/** Names of a workspace's people for other domains, deactivated ones included: what they did stays. */
@Injectable()
export class PeopleService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
  ) {}

  /** User id → name. */
  async names(workspaceId: string): Promise<Map<string, string>> {
    return new Map((await this.people.list(workspaceId, this.dataSource)).map((person) => [person.userId, person.name]));
  }
}
