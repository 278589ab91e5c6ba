import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNumber, IsObject, IsOptional, IsString, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import { AI_PROVIDER_KINDS, EMBEDDER_KINDS, type AiProviderKind, type EmbedderKind, type TestAiProviderRequest, type UpdateAiProviderRequest } from '@mailtrixy/shared/dto';

const PRICE_MAX = 100_000;
const BUDGET_MAX = 1_000_000_000;
/** Absent leaves as it was; null removes. */
const given = (_: unknown, value: unknown) => value !== undefined && value !== null;

/** Where a model is reached, and which one it is. */
class ModelAddressDto {
  @ApiPropertyOptional({ type: String, nullable: true })
  @ValidateIf(given)
  @IsString()
  @MaxLength(500)
  baseUrl?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  @ValidateIf(given)
  @IsString()
  @MaxLength(200)
  model?: string | null;
}

export class UpdateEmbedderDto extends ModelAddressDto {
  @ApiPropertyOptional({ enum: EMBEDDER_KINDS })
  @IsOptional()
  @IsIn(EMBEDDER_KINDS)
  kind?: EmbedderKind;

  @ApiPropertyOptional({ type: String, nullable: true, writeOnly: true, description: 'Write-only; null removes it.' })
  @ValidateIf(given)
  @IsString()
  @MaxLength(1000)
  key?: string | null;
}

export class UpdateAiProviderDto implements UpdateAiProviderRequest {
  @ApiProperty({ description: 'As read; 0 before anything is stored.' })
  @IsInt()
  @Min(0)
  version: number;

  @ApiPropertyOptional({ enum: AI_PROVIDER_KINDS })
  @IsOptional()
  @IsIn(AI_PROVIDER_KINDS)
  kind?: AiProviderKind;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'http://10.0.0.5:11434/v1', description: 'For openai_compatible and ollama. Another address drops the stored key. Addresses of private networks: owners only.' })
  @ValidateIf(given)
  @IsString()
  @MaxLength(500)
  baseUrl?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true })
  @ValidateIf(given)
  @IsString()
  @MaxLength(200)
  model?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, writeOnly: true, description: 'Write-only; null removes it.' })
  @ValidateIf(given)
  @IsString()
  @MaxLength(1000)
  key?: string | null;

  @ApiPropertyOptional({ type: Number, nullable: true, description: 'Per month (UTC), in the currency of the prices; null: no limit.' })
  @ValidateIf(given)
  @IsNumber({ maxDecimalPlaces: 4 })
  @Min(0)
  @Max(BUDGET_MAX)
  monthlyBudget?: number | null;

  @ApiPropertyOptional({ description: 'Per million tokens.' })
  @IsOptional()
  @IsNumber({ maxDecimalPlaces: 6 })
  @Min(0)
  @Max(PRICE_MAX)
  priceIn?: number;

  @ApiPropertyOptional({ description: 'Per million tokens.' })
  @IsOptional()
  @IsNumber({ maxDecimalPlaces: 6 })
  @Min(0)
  @Max(PRICE_MAX)
  priceOut?: number;

  @ApiPropertyOptional({ description: 'Of one answer.' })
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(32_000)
  maxTokens?: number;

  @ApiPropertyOptional({ type: UpdateEmbedderDto })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => UpdateEmbedderDto)
  embedder?: UpdateEmbedderDto;
}

export class TestAiProviderDto extends ModelAddressDto implements TestAiProviderRequest {
  @ApiPropertyOptional({ enum: AI_PROVIDER_KINDS })
  @IsOptional()
  @IsIn(AI_PROVIDER_KINDS)
  kind?: AiProviderKind;

  @ApiPropertyOptional({ writeOnly: true, description: 'Absent: the saved one, as long as provider and address are the saved ones.' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  key?: string;
}
