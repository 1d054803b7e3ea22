// Things of a phone that a browser lacks: felt ones are hinted at, the others are refused as Telegram refuses them.

import { confirm } from '../overlay.js';
import { t } from '../words.js';

function haptic(app, { type, impact_style: style, notification_type: kind }) {
  app.hint(t('app.haptic', { kind: style ?? kind ?? type ?? '' }));
}

function addToHome(app) {
  app.atHome = true;
  app.say(t('app.home.added'));
  app.tell('home_screen_added');
}

const noBiometry = (app) => app.tell('biometry_info_received', { available: false });
const noLocation = { available: false, access_requested: false, access_granted: false };

async function download(app, { url, file_name: name }) {
  const isLink = /^https?:\/\//i.test(url ?? '');
  const agreed = isLink && (await confirm(app.window, { title: t('app.download'), text: String(name ?? ''), yes: t('open') }));
  app.tell('file_download_requested', { status: agreed ? 'downloading' : 'cancelled' });
  if (!agreed) return;
  const link = document.createElement('a');
  Object.assign(link, { href: url, download: name ?? '', target: '_blank', rel: 'noopener noreferrer' });
  link.click();
}

function unsupported(what, event, data) {
  return (app) => {
    if (what) app.say(t('app.unsupported', { what }));
    if (event) app.tell(event, data);
  };
}

const refused = { error: 'UNSUPPORTED' };

export const device = {
  web_app_trigger_haptic_feedback: haptic,
  web_app_add_to_home_screen: addToHome,
  web_app_check_home_screen: (app) => app.tell('home_screen_checked', { status: app.atHome ? 'added' : 'missed' }),
  web_app_biometry_get_info: noBiometry,
  web_app_biometry_request_access: noBiometry,
  web_app_biometry_request_auth: (app) => app.tell('biometry_auth_requested', { status: 'failed' }),
  web_app_biometry_update_token: (app) => app.tell('biometry_token_updated', { status: 'failed' }),
  web_app_biometry_open_settings: noBiometry,
  web_app_check_location: (app) => app.tell('location_checked', noLocation),
  web_app_request_location: (app) => app.tell('location_requested', { available: false }),
  web_app_open_location_settings: (app) => app.tell('location_checked', noLocation),
  web_app_start_accelerometer: unsupported('', 'accelerometer_failed', refused),
  web_app_stop_accelerometer: unsupported('', 'accelerometer_stopped'),
  web_app_start_gyroscope: unsupported('', 'gyroscope_failed', refused),
  web_app_stop_gyroscope: unsupported('', 'gyroscope_stopped'),
  web_app_start_device_orientation: unsupported('', 'device_orientation_failed', refused),
  web_app_stop_device_orientation: unsupported('', 'device_orientation_stopped'),
  web_app_request_file_download: download,
  web_app_share_to_story: unsupported('shareToStory'),
  web_app_send_prepared_message: unsupported('shareMessage', 'prepared_message_failed', refused),
  web_app_switch_inline_query: unsupported('switchInlineQuery'),
  web_app_set_emoji_status: unsupported('setEmojiStatus', 'emoji_status_failed', refused),
  web_app_request_emoji_status_access: unsupported('', 'emoji_status_access_requested', { status: 'cancelled' }),
};
