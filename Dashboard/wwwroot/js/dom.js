// What markup asks for by attributes and the policy forbids as style attributes or inline handlers.
//   data-h, data-min-h   height, least height in pixels
//   data-ink         colour of letters on a light and on a dark page;  data-paper  colour behind them
//   dialog[data-modal]   opens as soon as it is there;  data-close  closes the dialog it is in;  data-open="id"  opens one
const added = [];

/** Calls back for every element that matches, now and whenever one is added. */
export function whenAdded(selector, callback) {
    added.push([selector, callback]);
    document.querySelectorAll(selector).forEach(element => callback(element));
}

function style(element) {
    const { h, minH, ink, paper } = element.dataset;
    if (h !== undefined) {
        element.style.height = `${h}px`;
    }

    if (minH !== undefined) {
        element.style.minHeight = `${minH}px`;
    }

    if (ink !== undefined) {
        const [light, dark] = ink.split(' ');
        element.style.setProperty('--ink-light', light);
        element.style.setProperty('--ink-dark', dark);
    }

    if (paper !== undefined || element.style.backgroundColor) {
        element.style.backgroundColor = paper ?? '';
    }
}

const styled = '[data-h], [data-min-h], [data-ink], [data-paper]';

function take(element) {
    if (element.matches(styled)) {
        style(element);
    }

    element.querySelectorAll(styled).forEach(style);
    for (const [selector, callback] of added) {
        if (element.matches(selector)) {
            callback(element);
        }

        element.querySelectorAll(selector).forEach(child => callback(child));
    }
}

new MutationObserver(records => {
    for (const record of records) {
        if (record.type === 'attributes') {
            style(record.target);
        } else {
            record.addedNodes.forEach(node => node.nodeType === Node.ELEMENT_NODE && take(node));
        }
    }
}).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-h', 'data-min-h', 'data-ink', 'data-paper'] });
document.querySelectorAll(styled).forEach(style);

// A new page's heading takes the focus, so that a screen reader says where one is. A filter that only changes the address leaves it where it is.
let pages = 0;
whenAdded('h1', heading => {
    if (pages++ > 0) {
        heading.focus({ preventScroll: true });
    }
});

whenAdded('dialog[data-modal]', dialog => {
    if (!dialog.open) {
        dialog.showModal();
        dialog.querySelector('[data-autofocus]')?.focus();
    }
});

document.addEventListener('click', event => {
    const target = event.target.closest?.('[data-open], [data-close]');
    if (target?.dataset.open) {
        document.getElementById(target.dataset.open)?.showModal();
    } else if (target) {
        target.closest('dialog')?.close();
    } else if (event.target instanceof HTMLDialogElement && event.target.id !== 'reconnect') {
        event.target.close();
    }
});
