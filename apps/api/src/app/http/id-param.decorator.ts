import { Param, type PipeTransform } from '@nestjs/common';
import { isUuid } from '@mailtrixy/server/platform/clock';
import { ProblemError } from './problem-error';

const uuidOr404: PipeTransform<unknown, string> = {
  transform(value) {
    const id = typeof value === 'string' ? value.toLowerCase() : value;
    if (!isUuid(id)) throw new ProblemError('NOT_FOUND', 404, 'There is nothing with this id.');
    return id;
  },
};

/** A path parameter that is an id. What cannot be one is answered like an unknown one. */
export function IdParam(name = 'id'): ParameterDecorator {
  return Param(name, uuidOr404);
}
