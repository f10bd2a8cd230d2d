// Tells a table of fixed row height which of its rows are in view while the page scrolls.
const margin = 6;

export function create(body, owner, rowHeight) {
    let sentFirst = 0;
    let sentVisible = 0;
    let isSending = false;
    let frame = 0;

    const look = () => {
        frame = 0;
        if (isSending || !body.isConnected) {
            return;
        }

        const first = Math.floor(Math.max(0, -body.getBoundingClientRect().top) / rowHeight);
        const visible = Math.ceil(innerHeight / rowHeight) + 1;
        if (Math.abs(first - sentFirst) > margin || visible !== sentVisible) {
            [sentFirst, sentVisible, isSending] = [first, visible, true];
            owner.invokeMethodAsync('SetView', first, visible)
                .catch(() => { })
                .finally(() => {
                    isSending = false;
                    plan();
                });
        }
    };

    const plan = () => { frame ||= requestAnimationFrame(look); };
    addEventListener('scroll', plan, { passive: true });
    addEventListener('resize', plan, { passive: true });
    plan();

    return {
        scrollTo(index) {
            const top = body.getBoundingClientRect().top + scrollY + index * rowHeight;
            scrollTo({ top: top - innerHeight / 3 });
        },
        dispose() {
            cancelAnimationFrame(frame);
            removeEventListener('scroll', plan);
            removeEventListener('resize', plan);
        },
    };
}
