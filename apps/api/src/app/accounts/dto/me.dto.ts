import { THEMES, type ChangePasswordRequest, type Preferences, type Theme, type UpdateMeRequest } from '@mailtrixy/shared/dto';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsObject, ValidateNested } from 'class-validator';
import { NameField, Optional, PasswordField } from './field-rules';

export class PreferencesDto implements Partial<Preferences> {
  @Optional()
  @IsIn(THEMES)
  theme?: Theme;

  @Optional()
  @IsIn(['comfortable', 'compact'])
  density?: 'comfortable' | 'compact';

  @Optional()
  @IsIn([90, 100, 112, 125])
  textSize?: number;

  @Optional()
  @IsIn(['enter', 'ctrl-enter'])
  sendKey?: 'enter' | 'ctrl-enter';

  @Optional()
  @IsBoolean()
  shortcuts?: boolean;

  @Optional()
  @IsBoolean()
  sound?: boolean;

  @Optional()
  @IsIn(['next', 'stay', 'list'])
  afterResolve?: 'next' | 'stay' | 'list';
}

export class UpdateMeDto implements UpdateMeRequest {
  @Optional()
  @NameField()
  name?: string;

  @Optional()
  @IsObject()
  @ValidateNested()
  @Type(() => PreferencesDto)
  preferences?: PreferencesDto;
}

export class ChangePasswordDto implements ChangePasswordRequest {
  @PasswordField()
  currentPassword: string;

  @PasswordField()
  newPassword: string;
}
