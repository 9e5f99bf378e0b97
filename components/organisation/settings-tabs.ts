/** The pages of an organisation's settings in the order of their tabs, each with its address below `/settings`. */
export const SETTINGS_TABS = [
  { id: "general", path: "" },
  { id: "projects", path: "/projects" },
  { id: "webhooks", path: "/webhooks" },
] as const;

export type SettingsTab = (typeof SETTINGS_TABS)[number]["id"];
