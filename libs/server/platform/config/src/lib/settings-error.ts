/** Words that name the variable and what to put there. */
export class SettingsError extends Error {}
