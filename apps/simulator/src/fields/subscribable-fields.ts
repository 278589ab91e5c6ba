/** Every webhook field of a WABA that an app can subscribe to (META §7). */
export const subscribableFields = [
  'messages', 'message_template_status_update', 'message_template_quality_update', 'message_template_components_update', 'template_category_update',
  'phone_number_quality_update', 'phone_number_name_update', 'account_update', 'account_review_update', 'account_alerts', 'business_capability_update', 'security',
  'user_preferences', 'smb_message_echoes', 'smb_app_state_sync', 'history', 'calls', 'flows', 'group_lifecycle_update', 'group_participants_update',
  'group_settings_update', 'group_status_update', 'standby', 'messaging_handovers', 'business_username_updates', 'partner_solutions', 'payment_configuration_update',
  'automatic_events', 'account_settings_update', 'template_correct_category_detection', 'message_echoes', 'tracking_events',
] as const;
