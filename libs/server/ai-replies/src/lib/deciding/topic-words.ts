import type { AiTopic } from '@mailtrixy/shared/dto';

export const TOPIC_WORDS: Readonly<Record<AiTopic, string>> = {
  refund: 'refunds',
  cancellation: 'cancellations',
  legal: 'legal matters',
  complaint: 'complaints',
  account_access: 'access to accounts',
  payment_data: 'payment data',
  health: 'health',
};
