import { IsIn, IsOptional, IsString } from 'class-validator';
import type { ProblemError } from './problem-error';
import { createValidationPipe } from './validation.pipe';

class Body {
  @IsIn(['text', 'media']) type!: string;
  @IsString({ message: 'must be a name' }) name!: string;
  @IsOptional() @IsString() note?: string;
}

const refusal = (body: unknown) => createValidationPipe().transform(body, { type: 'body', metatype: Body }).catch((error: ProblemError) => error);

describe('the validation pipe', () => {
  it('tells a missing field from a wrong one', async () => {
    expect(await refusal({ name: 'a' })).toMatchObject({ errors: [{ field: 'type', message: 'is missing; it must be one of the following values: text, media' }] });
    expect(await refusal({ name: 'a', type: 'fax' })).toMatchObject({ errors: [{ field: 'type', message: 'must be one of the following values: text, media' }] });
    expect(await refusal({ type: 'text', name: 'a' })).toEqual({ type: 'text', name: 'a' });
  });

  it("keeps our own words, and names no value in a refusal", async () => {
    const error = await refusal({ type: 'secret-token-1', note: 5 });
    expect(error).toMatchObject({ errors: expect.arrayContaining([{ field: 'name', message: 'must be a name' }]) });
    expect(JSON.stringify(error)).not.toContain('secret-token-1');
  });
});
