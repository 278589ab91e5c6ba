export { TemplateFiller } from './lib/fill/template-filler';
export { withMediaIds } from './lib/fill/meta-components';
export type { FillContext, FilledTemplate, MediaSlot } from './lib/fill/filled-template';
export { recordTemplateUse, purgeTemplateUses } from './lib/catalog/template-uses';
