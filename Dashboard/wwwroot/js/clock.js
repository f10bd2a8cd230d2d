// Times that go on: counted here from the server's moments, so that nothing is sent for them. Format/Durations.cs says the same.
let offset = 0;

/** The server's clock is this many milliseconds ahead of the browser's. */
export function setOffset(milliseconds) {
    offset = milliseconds;
}

/** The server's time, in milliseconds since 1970. */
export function now() {
    return Date.now() + offset;
}

export function text(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const two = value => String(value).padStart(2, '0');
    if (seconds < 60) {
        return `${seconds} s`;
    }

    if (seconds < 3600) {
        return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
    }

    if (seconds < 86400) {
        return `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)} min`;
    }

    return `${Math.floor(seconds / 86400)} d ${two(Math.floor(seconds / 3600) % 24)} h`;
}

function relative(difference) {
    if (difference > 1000) {
        return `in ${text(difference)}`;
    }

    return difference < -1000 ? `${text(-difference)} ago` : 'now';
}

// Blazor owns the text node: its data changes, the node stays.
function write(element, value) {
    const node = element.firstChild;
    if (node?.nodeType === Node.TEXT_NODE && node.data !== value) {
        node.data = value;
    }
}

function tick() {
    const feed = document.querySelector('.shell')?.dataset.feed;
    if (feed === 'stale' || feed === 'offline') {
        return;
    }

    const at = now();
    document.querySelectorAll('[data-since]').forEach(element => write(element, text(at - Number(element.dataset.since))));
    document.querySelectorAll('[data-moment]').forEach(element => write(element, relative(Number(element.dataset.moment) - at)));
}

setInterval(tick, 1000);
