import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';

interface Rule {
  name?: string;
  type: string;
  constraints?: unknown[];
  each?: boolean;
}

const STRING_FORMATS: Readonly<Record<string, string>> = { isEmail: 'email', isUuid: 'uuid', isUrl: 'uri' };

/**
 * Tells Swagger what class-validator knows. swc runs no compiler plugin, so without it every schema would be empty, and
 * writing the rules a second time as @ApiProperty would let the two drift apart. A property with its own @ApiProperty keeps it.
 *
 * @param dtos DTO classes that handlers take
 */
export function describeDtos(dtos: Iterable<new () => object>): void {
  const seen = new Set<unknown>();
  const queue = [...dtos];
  for (let dto = queue.pop(); dto; dto = queue.pop()) {
    if (seen.has(dto)) continue;
    seen.add(dto);
    for (const [property, rules] of rulesOf(dto)) {
      const nested = rules.some((rule) => rule.name === 'nestedValidation' || rule.type === 'nestedValidation') ? (Reflect.getMetadata('design:type', dto.prototype, property) as (new () => object) | undefined) : undefined;
      if (nested && nested !== Array && nested !== Object) queue.push(nested);
      if (!Reflect.hasMetadata('swagger/apiModelProperties', dto.prototype, property)) ApiProperty(schemaOf(rules, nested))(dto.prototype as object, property);
    }
  }
}

function rulesOf(dto: new () => object): Map<string, Rule[]> {
  const found = getMetadataStorage().getTargetValidationMetadatas(dto, '', true, false);
  const byProperty = new Map<string, Rule[]>();
  for (const rule of found) byProperty.set(rule.propertyName, [...(byProperty.get(rule.propertyName) ?? []), rule]);
  return byProperty;
}

function schemaOf(rules: readonly Rule[], nested: (new () => object) | undefined): ApiPropertyOptions {
  const schema: Record<string, unknown> = { required: !rules.some((rule) => rule.type === 'conditionalValidation'), isArray: rules.some((rule) => rule.each || rule.name === 'isArray') };
  if (nested && nested !== Array && nested !== Object) return { ...schema, type: nested } as ApiPropertyOptions;
  for (const { name = '', constraints = [] } of rules) {
    if (name === 'isBoolean') schema['type'] = 'boolean';
    else if (name === 'isInt') schema['type'] = 'integer';
    else if (name === 'isNumber') schema['type'] = 'number';
    else if (name === 'isIn') schema['enum'] = constraints[0];
    else if (name === 'min') schema['minimum'] = constraints[0];
    else if (name === 'max') schema['maximum'] = constraints[0];
    else if (name === 'isLength') Object.assign(schema, { minLength: constraints[0], maxLength: constraints[1] });
    else if (name === 'minLength') schema['minLength'] = constraints[0];
    else if (name === 'maxLength') schema['maxLength'] = constraints[0];
    else if (name in STRING_FORMATS) schema['format'] = STRING_FORMATS[name];
  }
  if (!schema['type']) schema['type'] = Array.isArray(schema['enum']) && typeof schema['enum'][0] === 'number' ? 'number' : 'string';
  return schema as ApiPropertyOptions;
}
