export { type Hole } from './lib/holes';
export { type ShownMedia, type TemplateLook } from './lib/template-look';
export { TemplatePreview } from './lib/template-preview';
export { TemplateQualityMeter } from './lib/template-quality';
export { TemplateStatusChip } from './lib/template-status';
export { TemplateText } from './lib/template-text';
export { languageWords, qualityMark, statusMark } from './lib/template-words';
