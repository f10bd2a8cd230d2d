// What the browser remembers of how its viewer wants things shown.
import { setOffset } from './clock.js';

const key = 'orrery.zone';

/** Takes the server's time in, and answers how times are wanted. */
export function start(serverNow) {
    setOffset(serverNow - Date.now());
    return { zone: localStorage.getItem(key) ?? 'utc', browserZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

document.addEventListener('change', event => {
    if (event.target.matches?.('[data-zone]')) {
        localStorage.setItem(key, event.target.value);
    }
});
