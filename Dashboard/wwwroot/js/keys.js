// Keys. What the help dialog lists is what is bound.
const storage = 'orrery.keys';
let prefix = '';
let prefixTimer = 0;

const inField = target => target.closest?.('input, textarea, select, [contenteditable]') !== null;

function run(row) {
    const { action, href } = row.dataset;
    if (href) {
        window.Blazor.navigateTo(href);
        return true;
    }

    switch (action) {
        case 'help':
            document.getElementById('help').showModal();
            return true;
        case 'filter': {
            const field = document.querySelector('[data-filter]');
            field?.focus();
            field?.select();
            return field !== null;
        }
        case 'end': {
            const log = document.querySelector('[data-log]');
            log?.dispatchEvent(new Event('orrery:follow'));
            return log !== null;
        }
        default:
            return false;
    }
}

document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) {
        return;
    }

    if (event.key === 'Escape' && inField(event.target)) {
        event.target.blur();
        return;
    }

    const isOff = event.key.length === 1 && localStorage.getItem(storage) === 'off';
    if (inField(event.target) || isOff || document.querySelector('dialog[open]')) {
        return;
    }

    const keys = prefix ? `${prefix} ${event.key}` : event.key;
    const rows = [...document.querySelectorAll('#help [data-keys]')];
    const row = rows.find(candidate => candidate.dataset.keys === keys);
    clearTimeout(prefixTimer);
    prefix = '';
    if (row) {
        if (run(row)) {
            event.preventDefault();
        }
    } else if (rows.some(candidate => candidate.dataset.keys.startsWith(`${event.key} `))) {
        prefix = event.key;
        prefixTimer = setTimeout(() => { prefix = ''; }, 1500);
    }
});

document.addEventListener('change', event => {
    if (event.target.matches?.('[data-keys-switch]')) {
        localStorage.setItem(storage, event.target.checked ? 'on' : 'off');
    }
});

document.addEventListener('toggle', event => {
    const input = event.target.querySelector?.('[data-keys-switch]');
    if (input) {
        input.checked = localStorage.getItem(storage) !== 'off';
    }
}, true);
