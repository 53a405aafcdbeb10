// What the parts of the widget tell each other, and what the service answers (see `/docs`). Not sent to anybody.

declare global {
  /** Put in by the service: style sheets by name, and values of the settings. */
  const AYUDA: {
    version: string;
    /** Of `base_url`. */
    base: string;
    contact: string | null;
    /** For each language what the button is called, and what is said where no more can be loaded. */
    labels: Record<string, [string, string]>;
    css: Record<"launcher" | "base" | "panel" | "reader" | "guide", string>;
  };
}

export interface Settings {
  token?: string | (() => string | Promise<string>);
  language?: string;
  role?: string;
  plan?: string;
  module?: string;
  version?: string;
  base?: string;
  contact?: string;
  tours?: boolean;
  tips?: boolean;
  launcher?: boolean;
  key?: boolean;
  /** The corner of the button and the side of the panel, in the direction of the text. Default: `end`. */
    position?: "start" | "end";
  theme?: "light" | "dark" | "auto";
}

export interface Screen {
  url: string;
  module?: string;
  role?: string;
  plan?: string;
  version?: string;
}

export interface View {
  article?: string;
  anchor?: string;
  query?: string;
  search?: string;
}

export interface Panel {
  readonly isOpen: boolean;
  open(view?: View): void;
  close(): void;
  toggle(): void;
  destroy(): void;
}

export interface Guide {
  tour(tour: TourDocument, options: { asked: boolean }): void;
  destroy(): void;
}

/** What loader.js has from the start. */
export interface Link {
  host: HTMLElement;
  root: ShadowRoot;
  site: string;
  settings: Settings;
  signal: AbortSignal;
  language: string;
  /** Imports a file of this version. */
  load(name: string): Promise<any>;
  emit(name: string, detail?: object): void;
  on(name: string, action: (detail: any) => void): void;
  off(name: string, action: (detail: any) => void): void;
  /** Sets the language by settings, page and browser. */
  choose(): void;
}

/** Link, and what client.js adds: all that panel and guide stand on. */
export interface Core extends Link {
  screen(): Screen;
  /** Does what the global function was called for. */
  call(name: string, ...values: any[]): any;
  open(view?: View): void;
  contact: string | undefined;
  isSignedIn: boolean;
  trouble: "" | "expired";
  store: { get(key: string): any; set(key: string, value: unknown): void };
  say(key: string, values?: Record<string, string>): string;
  help(): Promise<ScreenHelp>;
  ask(path: string, query?: Record<string, string>, options?: AskOptions): Promise<any>;
  session(): Promise<void>;
  /** Shows the tour of a module, or of the module of the screen. */
  tour(module?: string): Promise<void>;
  /** A short name of a text, for the store: it is not to hold what is restricted. */
  hash(text: string): string;
}

export interface AskOptions {
  method?: string;
  body?: unknown;
  signal?: AbortSignal;
}

export interface Failure extends Error {
  kind: "offline" | "unreachable" | "absent" | "limited" | "expired" | "failed";
  status?: number;
  wait?: number;
  detail?: string;
}

export interface ArticleItem {
  id: string;
  slug: string;
  title: string;
  summary?: string;
  language: string;
  kind: string;
  url: string;
  module?: string;
  updated?: string;
  helpful_count: number;
  not_helpful_count: number;
  video?: Video;
  public?: boolean;
}

export interface Video {
  url: string;
  embed_url?: string;
  poster_url?: string;
  captions_url?: string;
  duration?: number;
}

export interface ArticleDocument {
  article: ArticleItem & {
    html: string;
    outline: { level: number; anchor: string; text: string }[];
    version?: string;
    video?: Video;
    outdated?: { language: string; url: string; changed?: string };
  };
  next?: ArticleItem;
  related: ArticleItem[];
  translations: { language: string; url: string }[];
  language: string;
  fallback_reason?: string;
}

export interface Term {
  key: string;
  title: string;
  text: string;
  language: string;
  url?: string;
}

export interface TourDocument {
  module: string;
  title: string;
  language: string;
  steps: { title: string; html: string; target?: string }[];
}

export interface ScreenHelp {
  articles: ArticleItem[];
  videos: ArticleItem[];
  tour?: TourDocument;
  terms: Term[];
  module?: string;
  matched?: string;
  language: string;
}

export interface Hit {
  id: string;
  kind: string;
  language: string;
  title: string;
  url: string;
  anchor?: string;
  heading?: string;
  sections?: { anchor: string; heading: string }[];
  trail?: string[];
  snippet: string;
}

export interface SearchAnswer {
  query: string;
  language: string;
  groups: { kind: string; language: string; total: number; hits: Hit[] }[];
  did_you_mean?: string;
  missing?: string[];
  instead?: { articles: ArticleItem[]; categories: { title: string; url: string }[]; contact_url?: string };
  pagination: { page: number; limit: number; total: number; pages: number };
}
