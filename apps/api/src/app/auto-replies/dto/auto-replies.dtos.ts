import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsDateString, IsIn, IsInt, IsObject, IsOptional, IsString, IsUUID, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import { RULE_MEDIA_KINDS, type BusinessHours, type DryRunRequest, type OrderRulesRequest, type RuleAction, type RuleConditions, type RuleLimits, type RuleMediaKind, type SaveRuleRequest, type TriedRule, type TryRulesRequest, type UpdateBusinessHoursRequest } from '@mailtrixy/shared/dto';

const TEXT_MAX = 20_000;

/** What a rule says, stored or only tried. */
class RuleBodyDto {
  @ApiProperty()
  @IsString()
  @MaxLength(400)
  name: string;

  @ApiProperty()
  @IsBoolean()
  enabled: boolean;

  // The shapes of these three are the domain's to check: RULE_INVALID names every field.
  @ApiProperty({ type: Object })
  @IsObject()
  conditions: RuleConditions;

  @ApiProperty({ type: [Object] })
  @IsArray()
  @ArrayMaxSize(50)
  actions: RuleAction[];

  @ApiProperty({ type: Object })
  @IsObject()
  limits: RuleLimits;
}

export class SaveRuleDto extends RuleBodyDto implements SaveRuleRequest {
  @ApiPropertyOptional({ format: 'uuid', description: 'Of a new one: the same id gives the same rule back.' })
  @IsOptional()
  @IsUUID()
  clientId?: string;

  @ApiPropertyOptional({ description: 'Of a change: the version that was looked at.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  version?: number;
}

export class OrderRulesDto implements OrderRulesRequest {
  @ApiProperty({ type: [String] })
  @IsArray()
  @ArrayMaxSize(1000)
  @IsUUID(undefined, { each: true })
  ids: string[];

  @ApiPropertyOptional({ type: [String], description: 'The ids in the order that was seen before.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(1000)
  @IsUUID(undefined, { each: true })
  seen?: string[];
}

export class TriedRuleDto extends RuleBodyDto implements TriedRule {
  @ApiProperty({ format: 'uuid', nullable: true, type: String })
  @ValidateIf(({ id }: TriedRuleDto) => id !== null)
  @IsUUID()
  id: string | null;
}

export class TryRulesDto implements TryRulesRequest {
  @ApiProperty()
  @IsString()
  @MaxLength(TEXT_MAX)
  text: string;

  @ApiProperty({ format: 'uuid', nullable: true, type: String })
  @ValidateIf(({ channelId }: TryRulesDto) => channelId !== null)
  @IsUUID()
  channelId: string | null;

  @ApiPropertyOptional({ enum: RULE_MEDIA_KINDS, nullable: true })
  @IsOptional()
  @IsIn(RULE_MEDIA_KINDS)
  mediaKind?: RuleMediaKind | null;

  @ApiPropertyOptional({ nullable: true, type: String })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  buttonId?: string | null;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  firstMessage?: boolean;

  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @IsDateString()
  at?: string;

  @ApiPropertyOptional({ nullable: true, type: String })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  language?: string | null;

  @ApiPropertyOptional({ type: [String] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(100)
  @IsUUID(undefined, { each: true })
  labelIds?: string[];

  @ApiPropertyOptional({ type: TriedRuleDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => TriedRuleDto)
  rule?: TriedRuleDto;
}

export class DryRunDto implements DryRunRequest {
  @ApiPropertyOptional({ type: TriedRuleDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => TriedRuleDto)
  rule?: TriedRuleDto;
}

export class RuleHitsQuery {
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  ruleId?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  conversationId?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

export class UpdateBusinessHoursDto implements UpdateBusinessHoursRequest {
  @ApiProperty()
  @IsInt()
  @Min(0)
  version: number;

  @ApiProperty()
  @IsBoolean()
  enabled: boolean;

  @ApiProperty({ type: Object, description: 'Per weekday a list of {from, to} as "09:00".' })
  @IsObject()
  week: BusinessHours['week'];

  @ApiProperty({ type: [String] })
  @IsArray()
  @ArrayMaxSize(400)
  @IsString({ each: true })
  holidays: string[];
}
