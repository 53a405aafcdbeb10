// What a host app can say to the help widget, and what it hears from it. Save this beside your code, or reference it:
// /// <reference path="./widget.d.ts" />

declare namespace Ayuda {
  interface Options {
    /** A signed token, or (better) a function that fetches one: it is asked again before a token ends. Only the token opens what is restricted. */
    token?: string | (() => string | Promise<string>);
    /** `en` or `es`. Else the language of the token (`locale`), of the page (`<html lang>`), of the browser. */
    language?: string;
    /** Leaves out articles for other roles, and for other plans. Never opens anything. */
    role?: string;
    plan?: string;
    /** The release of your app: articles for other releases are left out. */
    version?: string;
    /** The part of your app, where its addresses do not tell. */
    module?: string;
    /** The path below which your app lives, such as `/app`: contexts do not name it. */
    base?: string;
    /** Where people ask a person: an address, `mailto:…`. Else that of the help center. */
    contact?: string;
    /** The tour of a module on its first visit. Default: true. */
    tours?: boolean;
    /** Explains `[data-ayuda-term]`. Default: true. */
    tips?: boolean;
    /** The "?" button. Default: true. */
    launcher?: boolean;
    /** The key "?" opens help, unless somebody is typing. Default: true. */
    key?: boolean;
    /** The corner of the button and the side of the panel, in the direction of the text. Default: `end`. */
    position?: "start" | "end";
    /** Else what `--ayuda-scheme` says, else the system. */
    theme?: "light" | "dark";
  }

  interface Page {
    /** Path of the screen, as contexts name it: `/estimates/42`. Else the address of the page. */
    path?: string;
    module?: string;
    version?: string;
  }

  interface Info {
    version: string;
    language: string;
    open: boolean;
    signedIn: boolean;
    screen: { url: string; module?: string; role?: string; plan?: string; version?: string };
  }

  interface Article {
    id: string;
    title: string;
    summary?: string;
    language: string;
    kind: string;
    /** Root-relative, on the help center. */
    url: string;
  }

  interface Events {
    ready: undefined;
    open: undefined;
    close: undefined;
    search: { query: string; total: number };
    article: { id: string; language: string; title: string };
    vote: { id: string; language: string; helpful: boolean | undefined; reason?: string };
    /** The help of a screen has come. */
    suggest: { module?: string; matched?: string; count: number };
    error: { kind: "offline" | "unreachable" | "limited" | "expired" | "failed"; status?: number };
  }

  interface Widget {
    /** Shows the button. Called again, it changes what was said before. */
    (method: "init", options?: Options): void;
    /** Somebody has signed in, or the token is another one. */
    (method: "identify", token: Options["token"]): Promise<void>;
    /** Forgets who it was, and everything that only they may read. */
    (method: "logout"): Promise<void>;
    (method: "open" | "close" | "toggle"): Promise<void>;
    /** What the screen is, until its address changes. Addresses are followed without it. */
    (method: "page", page: Page): Promise<void>;
    /** The articles for the screen of now, the best first. */
    (method: "suggest"): Promise<Article[]>;
    (method: "search", query: string): Promise<void>;
    /** By id, slug or path. */
    (method: "article", id: string): Promise<void>;
    (method: "locale", language: string): Promise<void>;
    /** The tour of a module; without one, of the module of the screen. */
    (method: "tour", module?: string): Promise<void>;
    <E extends keyof Events>(method: "on" | "off", event: E, action: (detail: Events[E]) => void): void;
    (method: "info"): Promise<Info>;
    /** Leaves no element, listener or global behind. */
    (method: "destroy"): void;
  }
}

declare const ayuda: Ayuda.Widget;
