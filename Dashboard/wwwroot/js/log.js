// Scrolls a log. While it follows, the end stays in view; the moment its reader scrolls up it stops, and nothing moves any more.
const margin = 12;

export function create(scroller, rows, owner, rowHeight) {
    let follows = false;
    let lastTop = 0;
    let sentFirst = -1;
    let sentVisible = 0;
    let isSending = false;
    let frame = 0;
    let isStarted = false;

    const isAtEnd = () => scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2;

    const toEnd = () => {
        scroller.scrollTop = scroller.scrollHeight;
        lastTop = scroller.scrollTop;
    };

    const setFollows = value => {
        if (follows !== value) {
            follows = value;
            owner.invokeMethodAsync('SetFollowing', value).catch(() => { });
        }
    };

    const look = () => {
        frame = 0;
        if (isSending || !isStarted || !scroller.isConnected) {
            return;
        }

        const first = Math.floor(scroller.scrollTop / rowHeight);
        const visible = Math.ceil(scroller.clientHeight / rowHeight) + 1;
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

    const onScroll = () => {
        const top = scroller.scrollTop;
        if (follows && top < lastTop && !isAtEnd()) {
            setFollows(false);
        } else if (!follows && isStarted && top > lastTop && isAtEnd()) {
            setFollows(true);
        }

        lastTop = top;
        plan();
    };

    // A wheel turned upward is a wish to read, even before the first pixel has moved.
    const onWheel = event => {
        if (event.deltaY < 0 && scroller.scrollTop > 0) {
            setFollows(false);
        }
    };

    const onFollow = () => {
        setFollows(true);
        toEnd();
    };

    const grown = new ResizeObserver(() => {
        if (follows) {
            toEnd();
        }

        plan();
    });
    grown.observe(rows);
    grown.observe(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    scroller.addEventListener('wheel', onWheel, { passive: true });
    scroller.addEventListener('orrery:follow', onFollow);

    return {
        start(isFollowing, line) {
            isStarted = true;
            follows = isFollowing;
            if (isFollowing) {
                toEnd();
            } else {
                scroller.scrollTop = Math.max(0, line * rowHeight - scroller.clientHeight / 3);
                lastTop = scroller.scrollTop;
            }

            plan();
        },
        follow() {
            follows = true;
            toEnd();
        },
        scrollTo(index) {
            follows = false;
            const top = index * rowHeight;
            if (top < scroller.scrollTop || top > scroller.scrollTop + scroller.clientHeight - rowHeight * 2) {
                scroller.scrollTop = Math.max(0, top - scroller.clientHeight / 3);
            }

            lastTop = scroller.scrollTop;
            plan();
        },
        dispose() {
            cancelAnimationFrame(frame);
            grown.disconnect();
            scroller.removeEventListener('scroll', onScroll);
            scroller.removeEventListener('wheel', onWheel);
            scroller.removeEventListener('orrery:follow', onFollow);
        },
    };
}
