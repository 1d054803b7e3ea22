// The list of time zones, with the device's own on top when it is another one.

import { attach as save } from './setting.js';

export function attach(select) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && zone !== select.value) {
    const known = [...select.options].find((option) => option.value === zone);
    const label = select.dataset.device.replace('%zone%', known?.textContent ?? zone);
    select.prepend(new Option(label, zone));
  }
  save(select);
}
