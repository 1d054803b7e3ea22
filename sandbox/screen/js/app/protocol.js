// What a Mini App may ask, and who answers. Every answer is called with (app, data).

import { asking } from './asking.js';
import { device } from './device.js';
import { money } from './money.js';
import { storage } from './storage.js';
import { windowing } from './windowing.js';

export const protocol = { ...windowing, ...asking, ...storage, ...device, ...money };
