import type * as Contract from '@mailtrixy/shared/dto';
import type { AcceptInvitationDto, ApplyPasswordResetDto, LinkTokenDto } from './links.dto';
import type { ChangePasswordDto, PreferencesDto } from './me.dto';
import type { InviteDto, UpdateMemberDto } from './members.dto';
import type { SetupDto } from './setup.dto';
import type { SignInDto } from './sign-in.dto';

// `implements` lets a class lack an optional field, which validation would then refuse. tsc sees it here.
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };
type Same<A, B> = Equal<Flat<A>, Flat<B>>;

export const CONTRACT: [
  Same<AcceptInvitationDto, Contract.AcceptInvitationRequest>,
  Same<ApplyPasswordResetDto, Contract.ApplyPasswordResetRequest>,
  Same<LinkTokenDto, Contract.LinkTokenRequest>,
  Same<ChangePasswordDto, Contract.ChangePasswordRequest>,
  Same<PreferencesDto, Partial<Contract.Preferences>>,
  Same<InviteDto, Contract.InviteRequest>,
  Same<UpdateMemberDto, Contract.UpdateMemberRequest>,
  Same<SetupDto, Contract.SetupRequest>,
  Same<SignInDto, Contract.SignInRequest>,
] = [true, true, true, true, true, true, true, true, true];
