// What an app keeps: at the server (custom methods) and in the device. Also data for the bot.

import * as api from '../api.js';
import { t } from '../words.js';

async function invokeCustom(app, { req_id: request, method, params }) {
  try {
    const { result } = await api.invoke(app.account.id, app.botId, String(method), params ?? {});
    app.tell('custom_method_invoked', { req_id: request, result });
  } catch (error) {
    app.tell('custom_method_invoked', { req_id: request, error: error.message });
  }
}

const prefix = (app) => `device:${app.account.id}:${app.botId}:`;

function keepOnDevice(app, { req_id: request, key, value }) {
  try {
    if (value === null || value === undefined) localStorage.removeItem(prefix(app) + key);
    else localStorage.setItem(prefix(app) + key, String(value));
    app.tell('device_storage_key_saved', { req_id: request });
  } catch {
    app.tell('device_storage_failed', { req_id: request, error: 'QUOTA_EXCEEDED' });
  }
}

function readFromDevice(app, { req_id: request, key }) {
  app.tell('device_storage_key_received', { req_id: request, value: localStorage.getItem(prefix(app) + key) });
}

function clearDevice(app, { req_id: request }) {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix(app))) localStorage.removeItem(key);
  app.tell('device_storage_cleared', { req_id: request });
}

const refuseSecure = (app, { req_id: request }) => app.tell('secure_storage_failed', { req_id: request, error: 'UNSUPPORTED' });

/** Only an app that was opened from a keyboard button may send data, and it closes. */
async function sendData(app, { data }) {
  if (app.origin.from !== 'keyboard' || typeof data !== 'string' || new Blob([data]).size > 4096) return;
  try {
    await api.act(app.account.id, `bot:${app.botId}`, 'web-app-data', { data, button_text: app.origin.text });
    app.close();
  } catch (error) {
    app.say(t('failed', { reason: error.message }));
  }
}

export const storage = {
  web_app_invoke_custom_method: invokeCustom,
  web_app_data_send: sendData,
  web_app_device_storage_save_key: keepOnDevice,
  web_app_device_storage_get_key: readFromDevice,
  web_app_device_storage_clear: clearDevice,
  web_app_secure_storage_save_key: refuseSecure,
  web_app_secure_storage_get_key: refuseSecure,
  web_app_secure_storage_restore_key: refuseSecure,
  web_app_secure_storage_clear: refuseSecure,
};
