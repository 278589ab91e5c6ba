import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { UpdateAiSettingsDto } from './settings.dtos';

const problems = async (change: Record<string, unknown>): Promise<string[]> => (await validate(plainToInstance(UpdateAiSettingsDto, { version: 1, ...change }))).map(({ property }) => property);

describe('UpdateAiSettingsDto', () => {
  it.each([
    ['handOffWords', 100],
    ['neverPromise', 100],
    ['linkHosts', 253],
  ])('takes at most 200 texts of bounded length as %s', async (field, longest) => {
    expect(await problems({})).toEqual([]);
    expect(await problems({ [field]: Array(200).fill('x'.repeat(longest)) })).toEqual([]);
    for (const bad of ['word', Array(201).fill('x'), [''], ['x'.repeat(longest + 1)], [7]]) expect(await problems({ [field]: bad })).toEqual([field]);
  });
});
