// Looks and size of the window: theme, viewport, safe areas, buttons, closing, links.

import { colourOf, inkOn, themeParams } from './theme.js';

const HEAD_HEIGHT = 56;
const NO_INSET = { top: 0, bottom: 0, left: 0, right: 0 };

const contentArea = (app) => app.tell('content_safe_area_changed', { ...NO_INSET, top: app.isFullscreen ? HEAD_HEIGHT : 0 });

function setFullscreen(app, wanted) {
  if (app.isFullscreen === wanted) {
    if (wanted) app.tell('fullscreen_failed', { error: 'ALREADY_FULLSCREEN' });
    return;
  }
  app.element.classList.toggle('fullscreen', wanted);
  app.tell('fullscreen_changed', { is_fullscreen: wanted });
  contentArea(app);
  app.tellViewport();
}

function openOutside(app, { url }) {
  if (!/^https?:\/\//i.test(url ?? '')) return;
  const link = document.createElement('a');
  Object.assign(link, { href: url, target: '_blank', rel: 'noopener noreferrer' });
  link.click();
}

const nothing = () => {};

export const windowing = {
  iframe_ready: nothing,
  iframe_will_reload: nothing,
  web_app_ready: (app) => app.stage.classList.add('loaded'),
  web_app_expand: (app) => app.tellViewport(),
  web_app_close: (app) => app.close(),
  web_app_request_theme: (app) => app.tell('theme_changed', { theme_params: themeParams() }),
  web_app_request_viewport: (app) => app.tellViewport(),
  web_app_request_safe_area: (app) => app.tell('safe_area_changed', NO_INSET),
  web_app_request_content_safe_area: contentArea,
  web_app_setup_main_button: (app, data) => app.buttons.set('main', data),
  web_app_setup_secondary_button: (app, data) => app.buttons.set('secondary', data),
  web_app_setup_back_button: (app, { is_visible: shown }) => app.showBack(Boolean(shown)),
  web_app_setup_settings_button: (app, { is_visible: shown }) => { app.hasSettings = Boolean(shown); },
  web_app_setup_closing_behavior: (app, { need_confirmation: needed }) => { app.needsConfirmation = Boolean(needed); },
  web_app_setup_swipe_behavior: nothing,
  web_app_set_header_color(app, data) {
    const colour = colourOf(data);
    app.head.style.background = colour ?? '';
    app.head.style.color = colour ? inkOn(colour) : '';
  },
  web_app_set_background_color: (app, data) => { app.stage.style.background = colourOf(data) ?? ''; },
  web_app_set_bottom_bar_color: (app, data) => app.buttons.setBar(colourOf(data)),
  web_app_request_fullscreen: (app) => setFullscreen(app, true),
  web_app_exit_fullscreen: (app) => setFullscreen(app, false),
  web_app_toggle_orientation_lock: nothing,
  web_app_hide_keyboard: nothing,
  web_app_open_link: openOutside,
  web_app_open_tg_link(app, { path_full: path }) {
    if (typeof path !== 'string' || !path.startsWith('/')) return;
    app.seat.openLink(`https://t.me${path}`, { follow: true });
  },
};
