import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { IsString } from 'class-validator';
import { RouteCatalog } from './route-catalog';
import { Route } from './route.decorator';

class NameDto {
  @IsString()
  name: string;
}
interface ErasedDto {
  name: string;
}

@Controller('good')
class GoodController {
  @Post(':id')
  @Route({ permission: 'members.manage', scope: 'workspace' })
  rename(@Body() _body: NameDto, @Query('q') _q: string): void {}

  @Get()
  @Route({ public: true, scope: 'none' })
  show(): void {}
}

@Controller('bad')
class ForgetfulController {
  @Get()
  open(): void {}

  @Post()
  @Route({ roles: [], scope: 'workspace' })
  nobody(): void {}

  @Post('erased')
  @Route({ roles: 'any', scope: 'workspace' })
  erased(@Body() _body: ErasedDto): void {}
}

const catalogOf = (...controllers: (new () => object)[]) =>
  new RouteCatalog(new Map([['m', { controllers: new Map(controllers.map((metatype) => [metatype, { metatype }])) }]]) as unknown as ModulesContainer);

describe('RouteCatalog', () => {
  it('lists what each route promises', () => {
    expect(catalogOf(GoodController).routes()).toEqual([
      { method: 'GET', path: '/api/good', handler: 'GoodController.show', metadata: { public: true, roles: [], scope: 'none', csrf: true, rate: null } },
      { method: 'POST', path: '/api/good/:id', handler: 'GoodController.rename', metadata: { public: false, roles: ['owner', 'admin'], scope: 'workspace', csrf: true, rate: null } },
    ]);
  });

  it('does not let the process start with a handler that says nothing, lets nobody in, or checks nothing', () => {
    const start = () => catalogOf(GoodController, ForgetfulController).routes();
    expect(start).toThrow('ForgetfulController.open has no @Route');
    expect(start).toThrow('ForgetfulController.nobody lets nobody in');
    expect(start).toThrow('ForgetfulController.erased takes a body or query without a DTO class');
    expect(start).not.toThrow('GoodController');
  });
});
