import { GraphError } from '../graph/graph-error';

/** Errors of template management carry words for the user (res_error_template_create, META §12.1). */
export function templateError(subcode: number | null, title: string, words: string): GraphError {
  return new GraphError(400, {
    message: 'Invalid parameter', type: 'OAuthException', code: 100, ...(subcode === null ? {} : { error_subcode: subcode }), is_transient: false,
    error_user_title: title, error_user_msg: words,
  });
}

export const subcodes = {
  tooMany: 2388019, nameBeingDeleted: 2388023, exists: 2388024, statusNotChangeable: 2388039, tooLong: 2388040, missingField: 2388043,
  header: 2388047, body: 2388072, footer: 2388073, ratio: 2388293, edgeVariable: 2388299, notFound: 2593002,
} as const;

export function missingField(component: string, field: string): GraphError {
  return templateError(subcodes.missingField, "Message template 'components' param is missing expected field(s)", `component of type ${component} is missing expected field(s) (${field})`);
}

export function tooLong(what: string, max: number): GraphError {
  return templateError(subcodes.tooLong, 'The character limit is exceeded', `${what} can't be longer than ${max} characters.`);
}
