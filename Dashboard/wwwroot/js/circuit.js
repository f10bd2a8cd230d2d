// The connection to the server: says when it is lost, finds it again, and loads the page anew when the server no longer knows it.
const longestPause = 5000;
let wake = () => { };

const dialog = () => document.getElementById('reconnect');
const say = text => { document.getElementById('reconnect-text').textContent = text; };

function pause(milliseconds) {
    return new Promise(resolve => {
        wake = resolve;
        setTimeout(resolve, milliseconds);
    });
}

let isLost = false;

async function reconnect() {
    for (let attempt = 1, wait = 250; isLost; attempt++, wait = Math.min(wait * 2, longestPause)) {
        say(attempt === 1 ? 'Trying to reach the server again…' : `The server does not answer yet. Attempt ${attempt}…`);
        try {
            if (await window.Blazor.reconnect()) {
                return;
            }

            // The server is there and knows nothing of this page, as after a restart: everything is in the address.
            location.reload();
            return;
        } catch {
            await pause(wait);
        }
    }
}

const handler = {
    onConnectionDown() {
        if (!isLost) {
            isLost = true;
            const element = dialog();
            if (!element.open) {
                element.showModal();
            }

            void reconnect();
        }
    },
    onConnectionUp() {
        isLost = false;
        dialog().close();
    },
};

export function start() {
    document.addEventListener('click', event => event.target.closest?.('[data-reconnect]') && wake());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && wake());
    dialog().addEventListener('cancel', event => event.preventDefault());
    return window.Blazor.start({ circuit: { reconnectionHandler: handler } });
}
