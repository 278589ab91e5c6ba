export const LABEL_COLOURS = ['slate', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'indigo', 'plum', 'pink'] as const;
export type LabelColour = (typeof LABEL_COLOURS)[number];
export const LABEL_NAME_MAX = 40;

export interface LabelRef {
  id: string;
  name: string;
  colour: LabelColour;
}
export interface Label extends LabelRef {
  version: number;
  description: string;
  conversations: number;
}
export interface SaveLabelRequest {
  clientId?: string;
  version?: number;
  name: string;
  colour: LabelColour;
  description?: string;
}
export interface SetLabelsRequest {
  add: string[];
  remove: string[];
}
/** Its conversations get the other label; it is gone then. */
export interface MergeLabelRequest {
  intoId: string;
}
