/**
 * A stand-in for Telegram's own telegram-web-app.js, for the sandbox and for tests, where telegram.org
 * cannot be reached. It defines `window.Telegram.WebApp` and speaks the same postMessage protocol:
 * JSON strings {eventType, eventData} to the parent window, and from nobody but it.
 */
(() => {
  'use strict';

  const VERSION = '9.1';
  const STORE = '__telegram__';
  const root = document.documentElement;

  // Launch parameters: from the fragment, kept for reloads and for pages that are reached by links.

  function readFragment() {
    const fragment = location.hash.replace(/^#/, '');
    const query = fragment.includes('?') ? fragment.slice(fragment.indexOf('?') + 1) : fragment;
    return Object.fromEntries([...new URLSearchParams(query)].filter(([name]) => name.startsWith('tgWebApp')));
  }

  function recall(name) {
    try {
      return JSON.parse(sessionStorage.getItem(STORE + name));
    } catch {
      return null;
    }
  }

  function keep(name, value) {
    try {
      sessionStorage.setItem(STORE + name, JSON.stringify(value));
    } catch {
      // Without storage only reloads suffer.
    }
  }

  function parseInitData(text) {
    const parsed = {};
    for (const [name, value] of new URLSearchParams(text)) {
      const isObject = (value.startsWith('{') && value.endsWith('}')) || (value.startsWith('[') && value.endsWith(']'));
      try {
        parsed[name] = isObject ? JSON.parse(value) : value;
      } catch {
        parsed[name] = value;
      }
    }
    return parsed;
  }

  const fragment = readFragment();
  const params = fragment.tgWebAppData ? fragment : { ...recall('initParams'), ...fragment };
  keep('initParams', params);

  // The line to the host.

  const listeners = new Map();
  const hasHost = window.parent !== window;

  function post(eventType, eventData = '') {
    if (hasHost) window.parent.postMessage(JSON.stringify({ eventType, eventData }), '*');
  }

  function emit(name, ...args) {
    for (const listener of [...(listeners.get(name) ?? [])]) listener.apply(WebApp, args);
  }

  function onEvent(name, listener) {
    if (!listeners.has(name)) listeners.set(name, []);
    if (!listeners.get(name).includes(listener)) listeners.get(name).push(listener);
  }

  function offEvent(name, listener) {
    listeners.set(name, (listeners.get(name) ?? []).filter((other) => other !== listener));
  }

  // Questions that get one answer each.

  let lastRequest = 0;
  const waiting = new Map();

  function request(eventType, data, done) {
    lastRequest += 1;
    const id = `r${lastRequest}`;
    waiting.set(id, done);
    post(eventType, { req_id: id, ...data });
  }

  function resolve(data) {
    const done = waiting.get(data.req_id);
    waiting.delete(data.req_id);
    done?.(data);
  }

  const once = {};

  function ask(name, done, eventType, data) {
    if (once[name]) throw new Error(`WebApp: ${name} is already being asked`);
    once[name] = done ?? (() => {});
    post(eventType, data);
  }

  function settle(name, value) {
    const done = once[name];
    delete once[name];
    done?.(value);
  }

  // Theme, sizes and safe areas, also as CSS variables.

  const state = {
    themeParams: {}, colorScheme: 'light', height: innerHeight, stableHeight: innerHeight, expanded: true, active: true, fullscreen: params.tgWebAppFullscreen === '1',
    safeArea: { top: 0, bottom: 0, left: 0, right: 0 }, contentArea: { top: 0, bottom: 0, left: 0, right: 0 },
    closingConfirmation: false, verticalSwipes: true, orientationLocked: false, headerColor: 'bg_color', backgroundColor: 'bg_color', bottomBarColor: 'bottom_bar_bg_color',
  };

  const setVariable = (name, value) => root.style.setProperty(`--tg-${name}`, value);

  function isDark(colour) {
    if (!/^#[0-9a-f]{6}$/i.test(colour ?? '')) return false;
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return Math.sqrt(0.299 * red ** 2 + 0.587 * green ** 2 + 0.114 * blue ** 2) < 120;
  }

  function setTheme(theme) {
    if (!theme || typeof theme !== 'object') return;
    state.themeParams = { ...state.themeParams, ...theme };
    keep('themeParams', state.themeParams);
    state.colorScheme = isDark(state.themeParams.bg_color) ? 'dark' : 'light';
    for (const [name, value] of Object.entries(state.themeParams)) setVariable(`theme-${name.replaceAll('_', '-')}`, value);
    setVariable('color-scheme', state.colorScheme);
  }

  function setViewport({ height, is_expanded: expanded, is_state_stable: stable }) {
    if (Number.isFinite(height)) state.height = height;
    if (stable && Number.isFinite(height)) state.stableHeight = height;
    if (expanded !== undefined) state.expanded = Boolean(expanded);
    setVariable('viewport-height', `${state.height}px`);
    setVariable('viewport-stable-height', `${state.stableHeight}px`);
  }

  function setArea(field, variable, area) {
    for (const side of ['top', 'bottom', 'left', 'right']) {
      if (Number.isFinite(area?.[side])) state[field][side] = area[side];
      setVariable(`${variable}-${side}`, `${state[field][side]}px`);
    }
  }

  function parseTheme(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }

  // What the host may say.

  const scan = { done: null };

  const heard = {
    theme_changed({ theme_params: theme }) {
      setTheme(theme);
      emit('themeChanged');
    },
    viewport_changed(data) {
      setViewport(data);
      emit('viewportChanged', { isStateStable: Boolean(data.is_state_stable) });
    },
    safe_area_changed(data) {
      setArea('safeArea', 'safe-area-inset', data);
      emit('safeAreaChanged');
    },
    content_safe_area_changed(data) {
      setArea('contentArea', 'content-safe-area-inset', data);
      emit('contentSafeAreaChanged');
    },
    visibility_changed({ is_visible: visible }) {
      state.active = Boolean(visible);
      emit(visible ? 'activated' : 'deactivated');
    },
    main_button_pressed: () => emit('mainButtonClicked'),
    secondary_button_pressed: () => emit('secondaryButtonClicked'),
    back_button_pressed: () => emit('backButtonClicked'),
    settings_button_pressed: () => emit('settingsButtonClicked'),
    popup_closed({ button_id: id }) {
      settle('popup', id ?? null);
      emit('popupClosed', { button_id: id ?? null });
    },
    qr_text_received({ data }) {
      emit('qrTextReceived', { data });
      if (scan.done?.(data)) WebApp.closeScanQrPopup();
    },
    scan_qr_popup_closed() {
      scan.done = null;
      emit('scanQrPopupClosed');
    },
    invoice_closed({ slug, status }) {
      settle(`invoice ${slug}`, status);
      emit('invoiceClosed', { url: `https://t.me/$${slug}`, status });
    },
    write_access_requested({ status }) {
      settle('write access', status === 'allowed');
      emit('writeAccessRequested', { status });
    },
    phone_requested: ({ status }) => finishContact(status),
    clipboard_text_received(data) {
      const text = data.data ?? null;
      resolve({ ...data, data: text });
      emit('clipboardTextReceived', { data: text });
    },
    custom_method_invoked: resolve,
    device_storage_key_saved: resolve,
    device_storage_key_received: resolve,
    device_storage_cleared: resolve,
    device_storage_failed: resolve,
    biometry_info_received(data) {
      Object.assign(biometry, { isInited: true, isBiometricAvailable: Boolean(data.available), biometricType: data.type ?? 'unknown' });
      biometry.isAccessRequested = Boolean(data.access_requested);
      biometry.isAccessGranted = Boolean(data.access_granted);
      biometry.isBiometricTokenSaved = Boolean(data.token_saved);
      biometry.deviceId = data.device_id ?? '';
      settle('biometry', biometry.isAccessGranted);
      emit('biometricManagerUpdated');
    },
    biometry_auth_requested({ status, token }) {
      settle('biometry auth', [status === 'authorized', token]);
      emit('biometricAuthRequested', { isAuthenticated: status === 'authorized' });
    },
    biometry_token_updated({ status }) {
      settle('biometry token', status !== 'failed');
      emit('biometricTokenUpdated', { isUpdated: status !== 'failed' });
    },
    fullscreen_changed({ is_fullscreen: on }) {
      state.fullscreen = Boolean(on);
      emit('fullscreenChanged');
    },
    fullscreen_failed: ({ error }) => emit('fullscreenFailed', { error }),
    home_screen_added: () => emit('homeScreenAdded'),
    home_screen_failed: ({ error }) => emit('homeScreenFailed', { error }),
    home_screen_checked({ status }) {
      settle('home screen', status);
      emit('homeScreenChecked', { status });
    },
    prepared_message_sent() {
      settle('share', true);
      emit('shareMessageSent');
    },
    prepared_message_failed({ error }) {
      settle('share', false);
      emit('shareMessageFailed', { error });
    },
    file_download_requested({ status }) {
      settle('download', status === 'downloading');
      emit('fileDownloadRequested', { status });
    },
    reload_iframe() {
      post('iframe_will_reload');
      location.reload();
    },
  };

  window.addEventListener('message', (event) => {
    if (event.source !== window.parent || typeof event.data !== 'string') return;
    let envelope = null;
    try {
      envelope = JSON.parse(event.data);
    } catch {
      return;
    }
    if (!envelope || !Object.hasOwn(heard, envelope.eventType)) return;
    const data = envelope.eventData;
    heard[envelope.eventType](data && typeof data === 'object' ? data : {});
  });

  // Buttons.

  function bottomButton(kind, eventType, initial) {
    const values = { text: initial.text, isVisible: false, isActive: true, isProgressVisible: false, hasShineEffect: false, position: initial.position };
    let colour = null;
    let textColour = null;
    const sent = () => ({
      is_visible: values.isVisible, is_active: values.isActive, is_progress_visible: values.isProgressVisible, has_shine_effect: values.hasShineEffect,
      text: values.text, color: button.color, text_color: button.textColor, ...(values.position && { position: values.position }),
    });
    const set = (changes) => {
      Object.assign(values, changes);
      if (values.isVisible && !String(values.text).trim()) throw new Error('WebApp: the text of a button is needed');
      post(eventType, values.isVisible ? sent() : { is_visible: false });
      return button;
    };
    const button = {
      type: kind,
      get color() { return colour ?? state.themeParams[initial.colour] ?? '#2481cc'; },
      set color(value) { colour = value; set({}); },
      get textColor() { return textColour ?? state.themeParams[initial.textColour] ?? '#ffffff'; },
      set textColor(value) { textColour = value; set({}); },
      setText: (text) => set({ text: String(text) }),
      show: () => set({ isVisible: true }),
      hide: () => set({ isVisible: false }),
      enable: () => set({ isActive: true }),
      disable: () => set({ isActive: false }),
      showProgress: (leaveActive) => set({ isActive: Boolean(leaveActive), isProgressVisible: true }),
      hideProgress: () => set({ isActive: true, isProgressVisible: false }),
      onClick(listener) { onEvent(`${kind}ButtonClicked`, listener); return button; },
      offClick(listener) { offEvent(`${kind}ButtonClicked`, listener); return button; },
      setParams(wanted) {
        if ('color' in wanted) colour = wanted.color || null;
        if ('text_color' in wanted) textColour = wanted.text_color || null;
        const names = { text: 'text', is_visible: 'isVisible', is_active: 'isActive', has_shine_effect: 'hasShineEffect', position: 'position' };
        return set(Object.fromEntries(Object.entries(names).filter(([name]) => name in wanted).map(([name, own]) => [own, wanted[name]])));
      },
    };
    for (const name of Object.keys(values)) {
      Object.defineProperty(button, name, { enumerable: true, get: () => values[name], set: (value) => set({ [name]: value }) });
    }
    return button;
  }

  function headButton(kind, eventType) {
    let visible = false;
    const set = (shown) => {
      visible = Boolean(shown);
      post(eventType, { is_visible: visible });
      return button;
    };
    const button = {
      get isVisible() { return visible; },
      set isVisible(shown) { set(shown); },
      show: () => set(true),
      hide: () => set(false),
      onClick(listener) { onEvent(`${kind}ButtonClicked`, listener); return button; },
      offClick(listener) { offEvent(`${kind}ButtonClicked`, listener); return button; },
    };
    return button;
  }

  // Storage, haptics, biometry.

  function invoke(method, parameters, done) {
    request('web_app_invoke_custom_method', { method, params: parameters }, ({ result, error }) => done?.(error ?? null, error ? undefined : result));
  }

  const cloudStorage = {
    setItem: (key, value, done) => (invoke('saveStorageValue', { key, value }, done), cloudStorage),
    getItem: (key, done) => cloudStorage.getItems([key], (error, values) => done?.(error, values?.[key])),
    getItems: (keys, done) => (invoke('getStorageValues', { keys }, done), cloudStorage),
    removeItem: (key, done) => cloudStorage.removeItems([key], done),
    removeItems: (keys, done) => (invoke('deleteStorageValues', { keys }, done), cloudStorage),
    getKeys: (done) => (invoke('getStorageKeys', {}, done), cloudStorage),
  };

  const deviceCall = (name, data, done) => request(`web_app_device_storage_${name}`, data, ({ error, value }) => done?.(error ?? null, error ? undefined : value ?? true));
  const deviceStorage = {
    setItem: (key, value, done) => (deviceCall('save_key', { key, value }, done), deviceStorage),
    getItem: (key, done) => (request('web_app_device_storage_get_key', { key }, ({ error, value }) => done?.(error ?? null, value ?? null)), deviceStorage),
    removeItem: (key, done) => deviceStorage.setItem(key, null, done),
    clear: (done) => (deviceCall('clear', {}, done), deviceStorage),
  };

  const haptic = {
    impactOccurred: (style) => (post('web_app_trigger_haptic_feedback', { type: 'impact', impact_style: style }), haptic),
    notificationOccurred: (kind) => (post('web_app_trigger_haptic_feedback', { type: 'notification', notification_type: kind }), haptic),
    selectionChanged: () => (post('web_app_trigger_haptic_feedback', { type: 'selection_change' }), haptic),
  };

  const biometry = {
    isInited: false, isBiometricAvailable: false, biometricType: 'unknown', isAccessRequested: false, isAccessGranted: false, isBiometricTokenSaved: false, deviceId: '',
    init: (done) => (ask('biometry', () => done?.(), 'web_app_biometry_get_info'), biometry),
    requestAccess: (options, done) => (ask('biometry', done, 'web_app_biometry_request_access', options ?? {}), biometry),
    authenticate: (options, done) => (ask('biometry auth', (answer) => done?.(...answer), 'web_app_biometry_request_auth', options ?? {}), biometry),
    updateBiometricToken: (token, done) => (ask('biometry token', done, 'web_app_biometry_update_token', { token }), biometry),
    openSettings: () => (post('web_app_biometry_open_settings'), biometry),
  };

  // A phone number is asked of the person, then of the server, until it is there or three seconds have passed.

  function finishContact(status) {
    if (status !== 'sent') return contactDone(false, { status: 'cancelled' });
    const until = Date.now() + 3000;
    const look = () => invoke('getRequestedContact', {}, (error, response) => {
      if (!error && response) contactDone(true, { status: 'sent', response, responseUnsafe: parseInitData(response) });
      else if (Date.now() < until) setTimeout(look, 200);
      else contactDone(true, { status: 'sent', response: '', responseUnsafe: {} });
    });
    return look();
  }

  function contactDone(isSent, answer) {
    settle('contact', [isSent, answer]);
    emit('contactRequested', answer);
  }

  // Popups.

  const POPUP_TYPES = ['default', 'ok', 'close', 'cancel', 'destructive'];

  function popupOf({ title, message, buttons = [{ type: 'close' }] }) {
    const text = String(message ?? '').trim();
    if (!text || text.length > 256) throw new Error('WebApp: the message of a popup is from 1 to 256 letters');
    if (!buttons.length || buttons.length > 3) throw new Error('WebApp: a popup has from 1 to 3 buttons');
    const checked = buttons.map(({ id = '', type = 'default', text: words }) => {
      if (!POPUP_TYPES.includes(type)) throw new Error(`WebApp: a button of a popup cannot be ${type}`);
      return { id: String(id), type, ...(words !== undefined && { text: String(words).trim() }) };
    });
    return { ...(title && { title: String(title).trim() }), message: text, buttons: checked };
  }

  function colourOrKey(value) {
    if (/^#[0-9a-f]{6}$/i.test(value)) return { color: value.toLowerCase() };
    if (['bg_color', 'secondary_bg_color', 'bottom_bar_bg_color'].includes(value)) return { color_key: value };
    throw new Error(`WebApp: ${value} is not a colour`);
  }

  const colourValue = (key) => (key.startsWith('#') ? key : state.themeParams[key] ?? '#ffffff');

  /** The header may follow the theme by name; the two others travel as plain colours. */
  function setColour(field, eventType, value, byName = false) {
    const wanted = colourOrKey(value);
    state[field] = value;
    post(eventType, byName ? wanted : { color: colourValue(value) });
  }

  function flag(name, eventType, dataName) {
    return (value) => {
      state[name] = value;
      post(eventType, { [dataName]: value });
    };
  }

  const setClosing = flag('closingConfirmation', 'web_app_setup_closing_behavior', 'need_confirmation');
  const setSwipes = flag('verticalSwipes', 'web_app_setup_swipe_behavior', 'allow_vertical_swipe');
  const setLock = flag('orientationLocked', 'web_app_toggle_orientation_lock', 'locked');

  function telegramPath(url) {
    const parsed = new URL(url, location.href);
    if (!/^https?:$/.test(parsed.protocol) || parsed.hostname !== 't.me') throw new Error('WebApp: a link of t.me is needed');
    return parsed.pathname + parsed.search;
  }

  const initData = params.tgWebAppData ?? '';

  const WebApp = {
    initData,
    initDataUnsafe: parseInitData(initData),
    version: params.tgWebAppVersion ?? VERSION,
    platform: params.tgWebAppPlatform ?? 'unknown',
    get colorScheme() { return state.colorScheme; },
    get themeParams() { return state.themeParams; },
    get isExpanded() { return state.expanded; },
    get viewportHeight() { return state.height; },
    get viewportStableHeight() { return state.stableHeight; },
    get isActive() { return state.active; },
    get isFullscreen() { return state.fullscreen; },
    get safeAreaInset() { return { ...state.safeArea }; },
    get contentSafeAreaInset() { return { ...state.contentArea }; },
    get isClosingConfirmationEnabled() { return state.closingConfirmation; },
    set isClosingConfirmationEnabled(value) { setClosing(Boolean(value)); },
    get isVerticalSwipesEnabled() { return state.verticalSwipes; },
    set isVerticalSwipesEnabled(value) { setSwipes(Boolean(value)); },
    get isOrientationLocked() { return state.orientationLocked; },
    get headerColor() { return colourValue(state.headerColor); },
    set headerColor(value) { WebApp.setHeaderColor(value); },
    get backgroundColor() { return colourValue(state.backgroundColor); },
    set backgroundColor(value) { WebApp.setBackgroundColor(value); },
    get bottomBarColor() { return colourValue(state.bottomBarColor); },
    set bottomBarColor(value) { WebApp.setBottomBarColor(value); },

    MainButton: bottomButton('main', 'web_app_setup_main_button', { text: 'Continue', colour: 'button_color', textColour: 'button_text_color' }),
    SecondaryButton: bottomButton('secondary', 'web_app_setup_secondary_button', { text: 'Cancel', colour: 'bottom_bar_bg_color', textColour: 'button_color', position: 'left' }),
    BackButton: headButton('back', 'web_app_setup_back_button'),
    SettingsButton: headButton('settings', 'web_app_setup_settings_button'),
    HapticFeedback: haptic,
    CloudStorage: cloudStorage,
    DeviceStorage: deviceStorage,
    BiometricManager: biometry,

    onEvent,
    offEvent,
    isVersionAtLeast(wanted) {
      const [own, other] = [WebApp.version, String(wanted)].map((text) => text.split('.').map(Number));
      for (let i = 0; i < Math.max(own.length, other.length); i += 1) {
        if ((own[i] ?? 0) !== (other[i] ?? 0)) return (own[i] ?? 0) > (other[i] ?? 0);
      }
      return true;
    },
    ready: () => post('web_app_ready'),
    expand: () => post('web_app_expand'),
    close: (options) => post('web_app_close', options?.return_back ? { return_back: true } : ''),
    setHeaderColor: (value) => setColour('headerColor', 'web_app_set_header_color', value, true),
    setBackgroundColor: (value) => setColour('backgroundColor', 'web_app_set_background_color', value),
    setBottomBarColor: (value) => setColour('bottomBarColor', 'web_app_set_bottom_bar_color', value),
    enableClosingConfirmation: () => setClosing(true),
    disableClosingConfirmation: () => setClosing(false),
    enableVerticalSwipes: () => setSwipes(true),
    disableVerticalSwipes: () => setSwipes(false),
    lockOrientation: () => setLock(true),
    unlockOrientation: () => setLock(false),
    requestFullscreen: () => post('web_app_request_fullscreen'),
    exitFullscreen: () => post('web_app_exit_fullscreen'),
    hideKeyboard: () => post('web_app_hide_keyboard'),
    addToHomeScreen: () => post('web_app_add_to_home_screen'),
    checkHomeScreenStatus: (done) => ask('home screen', done, 'web_app_check_home_screen'),

    showPopup(wanted, done) {
      const popup = popupOf(wanted);
      ask('popup', done, 'web_app_open_popup', popup);
    },
    showAlert: (message, done) => WebApp.showPopup({ message }, () => done?.()),
    showConfirm: (message, done) => WebApp.showPopup({ message, buttons: [{ type: 'ok', id: 'ok' }, { type: 'cancel' }] }, (id) => done?.(id === 'ok')),
    showScanQrPopup(options, done) {
      if (scan.done) throw new Error('WebApp: the scanner is already open');
      scan.done = done ?? (() => false);
      post('web_app_open_scan_qr_popup', options?.text ? { text: String(options.text).slice(0, 64) } : {});
    },
    closeScanQrPopup() {
      scan.done = null;
      post('web_app_close_scan_qr_popup');
    },
    readTextFromClipboard: (done) => request('web_app_read_text_from_clipboard', {}, ({ data }) => done?.(data)),
    requestWriteAccess: (done) => ask('write access', done, 'web_app_request_write_access'),
    requestContact: (done) => ask('contact', (answer) => done?.(...answer), 'web_app_request_phone'),

    openLink(url, options = {}) {
      const parsed = new URL(url, location.href);
      if (!/^https?:$/.test(parsed.protocol)) throw new Error('WebApp: only http and https links can be opened');
      if (hasHost) post('web_app_open_link', { url: parsed.href, ...(options.try_instant_view && { try_instant_view: true }) });
      else window.open(parsed.href, '_blank', 'noopener');
    },
    openTelegramLink(url) {
      const path = telegramPath(url);
      if (hasHost) post('web_app_open_tg_link', { path_full: path });
      else location.href = `https://t.me${path}`;
    },
    openInvoice(url, done) {
      const found = /^\/(?:\$|invoice\/)([\w=-]+)$/.exec(telegramPath(url));
      if (!found) throw new Error('WebApp: a link to an invoice is needed');
      ask(`invoice ${found[1]}`, done, 'web_app_open_invoice', { slug: found[1] });
    },
    sendData(data) {
      const size = new Blob([data]).size;
      if (!size || size > 4096) throw new Error('WebApp: data are from 1 to 4096 bytes long');
      post('web_app_data_send', { data });
    },
    switchInlineQuery: (query, types) => post('web_app_switch_inline_query', { query, chat_types: types ?? [] }),
    shareMessage: (id, done) => ask('share', done, 'web_app_send_prepared_message', { id }),
    shareToStory: (url, options = {}) => post('web_app_share_to_story', { media_url: url, ...options }),
    downloadFile: ({ url, file_name: name }, done) => ask('download', done, 'web_app_request_file_download', { url, file_name: name }),
  };

  window.Telegram = { ...window.Telegram, WebApp };

  setTheme(recall('themeParams'));
  setTheme(parseTheme(params.tgWebAppThemeParams ?? 'null'));
  setViewport({ height: innerHeight, is_state_stable: true });
  setArea('safeArea', 'safe-area-inset', {});
  setArea('contentArea', 'content-safe-area-inset', {});
  if (!hasHost) window.addEventListener('resize', () => heard.viewport_changed({ height: innerHeight, is_state_stable: true }));

  post('iframe_ready', { reload_supported: true });
  post('web_app_set_header_color', { color_key: 'bg_color' });
  post('web_app_set_background_color', { color: colourValue('bg_color') });
  post('web_app_set_bottom_bar_color', { color: colourValue('bottom_bar_bg_color') });
  for (const what of ['theme', 'viewport', 'safe_area', 'content_safe_area']) post(`web_app_request_${what}`);
})();
