// The theme switch: three radio buttons that the server draws and never hears of.
import { whenAdded } from './dom.js';

const key = 'orrery.theme';

whenAdded('[data-theme-switch]', element => {
    const choice = localStorage.getItem(key) ?? 'system';
    for (const input of element.querySelectorAll('input')) {
        input.checked = input.value === choice;
    }
});

document.addEventListener('change', event => {
    if (event.target.closest?.('[data-theme-switch]')) {
        localStorage.setItem(key, event.target.value);
        document.dispatchEvent(new Event('orrery:theme'));
    }
});
