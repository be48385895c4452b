/** What kind of browser this is, as far as it decides what can be promised. Pure: the user agent comes in. */
export interface Surroundings {
  readonly is_secure: boolean;
  /** Messengers and other apps with a browser inside: they can neither install nor keep data. */
  readonly is_built_in: boolean;
  readonly is_ios: boolean;
  readonly is_installed: boolean;
}

const builtIn =
  /MicroMessenger|wxwork|DingTalk|QQ\/|Weibo|AlipayClient|FBAN|FBAV|Instagram|Line\/|NewsArticle|aweme|Feishu|Lark\//i;

export function surroundingsOf(
  agent: string,
  touch_points: number,
  is_secure: boolean,
  is_installed: boolean,
): Surroundings {
  const is_ios = /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touch_points > 1);
  return { is_secure, is_built_in: builtIn.test(agent), is_ios, is_installed };
}

export function readSurroundings(): Surroundings {
  const installed =
    matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone === true);
  return surroundingsOf(navigator.userAgent, navigator.maxTouchPoints, isSecureContext, installed);
}
