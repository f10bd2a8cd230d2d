// The grid of runs and tasks: one canvas that scrolls both ways, drawn from what the browser has. Its owner hears of what is chosen, not of moves.
import { AriaLayer, wordsOf } from './grid-aria.js';
import { GridData, kinds } from './grid-data.js';
import { measure, Painter } from './grid-paint.js';
import { text as elapsed, now } from './clock.js';

const tipAfter = 150;

/**
 * @param host the element with the parts in it
 * @param owner hears of Select(run, row), Open(run, row), LoadOlder() and Resend()
 * @param states of each state: token, fill, glyph, wording, severity
 */
export function create(host, owner, states, icons) {
    const [scroller, space, canvas, layerElement, tip] = ['scroll', 'space', 'canvas', 'layer', 'tip'].map(name => host.querySelector(`[data-grid="${name}"]`));
    const data = new GridData(states.map(state => state.severity));
    const painter = new Painter(canvas, states, icons);
    const layer = new AriaLayer(layerElement, states);
    const gone = new AbortController();
    let zoom = 24;
    let size = measure(zoom, host.clientWidth);
    let hover = { row: -1, column: -1 };
    let focus = { row: 0, column: -1 };
    let chosen = { run: null, row: -1 };
    let isNew = true;
    let isAskingOlder = false;
    let isAtEnd = true;
    let focusedRun = null;
    let lastLeft = 0;
    let hasOlder = false;
    let frame = 0;
    let tipTimer = 0;
    let queue = Promise.resolve();

    const call = (method, ...args) => owner.invokeMethodAsync(method, ...args).catch(() => { });
    const columnOf = run => data.columns.findIndex(column => column.head.id === run);
    const x = column => size.names + column * size.cell - scroller.scrollLeft;
    const y = row => size.head + row * size.cell - scroller.scrollTop;
    const selected = () => ({ column: columnOf(chosen.run), row: chosen.row < 0 ? -1 : data.indexOf(data.rows[chosen.row]) });

    const paint = () => {
        frame = 0;
        if (!host.isConnected) {
            return;
        }

        const [width, height] = [scroller.clientWidth, scroller.clientHeight];
        const bounded = (value, count) => Math.max(0, Math.min(count, value));
        const view = {
            data, size, width, height, hover, x, y,
            selected: selected(),
            focus: hasFocus() ? focus : null,
            first: bounded(Math.floor(scroller.scrollTop / size.cell), data.shown.length),
            last: bounded(Math.ceil((scroller.scrollTop + height - size.head) / size.cell), data.shown.length),
            left: bounded(Math.floor(scroller.scrollLeft / size.cell), data.columns.length),
            right: bounded(Math.ceil((scroller.scrollLeft + width - size.names) / size.cell), data.columns.length),
        };
        painter.paint(view);
        host.dataset.painted = data.columns.length;
    };
    const plan = () => { frame ||= requestAnimationFrame(paint); };

    const hasFocus = () => layerElement.contains(document.activeElement);

    // Elements may be made anew under the focus: it goes on to the one in the same place.
    const tell = (takesFocus = hasFocus()) => {
        layer.around(data, focus, isNew);
        isNew = false;
        layer.tell(data, focus, selected());
        if (takesFocus) {
            layer.cellAt(focus)?.focus({ preventScroll: true });
        }

        plan();
    };

    // What is there has changed: the space to scroll in, the elements for readers, the picture.
    const refresh = () => {
        size = measure(zoom, host.clientWidth);
        canvas.style.width = `${scroller.clientWidth}px`;
        canvas.style.height = `${scroller.clientHeight}px`;
        space.style.width = `${size.names + data.columns.length * size.cell + 16}px`;
        space.style.height = `${size.head + data.shown.length * size.cell + 16}px`;
        host.parentElement.style.setProperty('--grid-rows', space.style.height);
        focus = { row: Math.min(focus.row, data.shown.length - 1), column: Math.min(focus.column, data.columns.length - 1) };
        tell();
    };

    const reveal = ({ row, column }) => {
        const [above, left] = [row * size.cell, column * size.cell];
        if (row >= 0) {
            scroller.scrollTop = Math.max(Math.min(scroller.scrollTop, above), above + size.cell + size.head - scroller.clientHeight);
        }

        if (column >= 0) {
            scroller.scrollLeft = Math.max(Math.min(scroller.scrollLeft, left), left + size.cell + size.names - scroller.clientWidth);
        }
    };

    const focusOn = (row, column, takesFocus) => {
        focus = { row: Math.max(-1, Math.min(data.shown.length - 1, row)), column: Math.max(-1, Math.min(data.columns.length - 1, column)) };
        reveal(focus);
        tell(takesFocus);
    };

    const rebuild = change => {
        const row = data.shown[focus.row];
        change();
        isNew = true;
        if (row) {
            focus.row = Math.max(0, data.rows.includes(row) ? data.indexOf(row) : data.shown.findIndex(other => other.path === row.path));
        }

        refresh();
    };

    const choose = (run, row) => {
        chosen = { run, row };
        tell();
        call('Select', run, row);
    };

    const act = ({ row: at, column }, isOpening) => {
        const row = at < 0 ? null : data.shown[at];
        const run = column < 0 ? chosen.run ?? data.columns.at(-1)?.head.id ?? null : data.columns[column].head.id;
        if (row?.kind === kinds.group && column < 0) {
            rebuild(() => data.fold(row));
        } else if (isOpening && row?.task !== undefined && run) {
            call('Open', run, row.at);
        } else if (row?.kind !== kinds.heading && run) {
            choose(run, row ? row.at : -1);
        }
    };

    const placeOf = event => {
        const box = scroller.getBoundingClientRect();
        const [left, top] = [event.clientX - box.left, event.clientY - box.top];
        const row = top < size.head ? -1 : Math.floor((top - size.head + scroller.scrollTop) / size.cell);
        const column = left < size.names ? -1 : Math.floor((left - size.names + scroller.scrollLeft) / size.cell);
        const isInside = left >= 0 && top >= 0 && left < scroller.clientWidth && top < scroller.clientHeight && row < data.shown.length && column < data.columns.length;
        return isInside && (row >= 0 || column >= 0) ? { row, column, left, top } : null;
    };

    const showTip = ({ row: at, column, left, top }) => {
        const row = at < 0 ? null : data.shown[at];
        const head = column < 0 ? null : data.columns[column].head;
        const lines = [row?.path ?? head.name];
        if (head && row) {
            lines.push(wordsOf(data, states, row, column), `${head.name} · ${states[head.state].wording}`);
        } else if (head) {
            lines.push(`${states[head.state].wording} · ${head.type.replace('_', ' ')} · v${head.version}`);
        }

        if (head) {
            const took = head.duration ?? (head.since ? elapsed(now() - head.since) : null);
            lines.push(...took ? [`Run took ${took}`.replace('took', head.since ? 'goes on for' : 'took')] : [], head.id);
        }

        tip.replaceChildren(...lines.filter(line => line).map((line, place) => {
            const element = document.createElement(place === 0 ? 'b' : 'span');
            element.textContent = line;
            return element;
        }));
        tip.hidden = false;
        const [wide, high] = [tip.offsetWidth, tip.offsetHeight];
        const placeX = left + 18 + wide > host.clientWidth ? left - wide - 10 : left + 18;
        const placeY = top + 18 + high > host.clientHeight ? top - high - 8 : top + 18;
        tip.style.transform = `translate(${Math.max(4, placeX)}px, ${Math.max(4, placeY)}px)`;
    };

    const move = place => {
        const next = place ?? { row: -1, column: -1 };
        if (next.row === hover.row && next.column === hover.column) {
            return;
        }

        hover = next;
        tip.hidden = true;
        clearTimeout(tipTimer);
        if (place && (place.column >= 0 || size.cell <= 4)) {
            tipTimer = setTimeout(() => place.row < data.shown.length && place.column < data.columns.length && showTip(place), tipAfter);
        }

        canvas.style.cursor = place ? 'pointer' : '';
        plan();
    };

    const walk = {
        ArrowUp: () => [-1, 0], ArrowDown: () => [1, 0], ArrowLeft: () => [0, -1], ArrowRight: () => [0, 1],
        PageUp: page => [-page, 0], PageDown: page => [page, 0], Home: () => [0, -Infinity], End: () => [0, Infinity],
    };

    const onKey = event => {
        if (event.altKey || event.metaKey) {
            return;
        }

        const row = data.shown[focus.row];
        const page = Math.max(1, Math.floor((scroller.clientHeight - size.head) / size.cell) - 1);
        if (walk[event.key]) {
            const [down, right] = walk[event.key](page);
            const toEnd = event.ctrlKey && right !== 0 && !Number.isFinite(right);
            focusOn(toEnd ? (right > 0 ? data.shown.length - 1 : -1) : focus.row + down, focus.column + right);
        } else if (event.key === ' ' && row) {
            const group = row.kind === kinds.group ? row : row.parent;
            if (group?.kind === kinds.group) {
                rebuild(() => data.fold(group));
            }
        } else if (event.key === 'Enter') {
            act(focus, event.ctrlKey);
        } else if (event.key === 'Escape' && (chosen.run || chosen.row >= 0)) {
            choose(null, -1);
        } else {
            return;
        }

        event.preventDefault();
        event.stopPropagation();
    };

    const on = (target, type, listener, options) => target.addEventListener(type, listener, { ...options, signal: gone.signal });
    on(scroller, 'scroll', () => {
        const left = scroller.scrollLeft;
        if (left < lastLeft && left < size.cell && hasOlder && !isAskingOlder) {
            isAskingOlder = true;
            call('LoadOlder');
        }

        lastLeft = left;
        isAtEnd = left + scroller.clientWidth >= scroller.scrollWidth - size.cell;
        tip.hidden = true;
        plan();
    }, { passive: true });
    on(scroller, 'pointermove', event => move(placeOf(event)), { passive: true });
    on(scroller, 'pointerleave', () => move(null));
    on(scroller, 'click', event => {
        const place = placeOf(event);
        if (place) {
            focusOn(place.row, place.column, true);
            act(place, false);
        }
    });
    on(scroller, 'dblclick', event => {
        const place = placeOf(event);
        if (place && place.column >= 0) {
            act(place, true);
        }
    });
    on(layerElement, 'keydown', onKey);
    on(layerElement, 'focusin', event => {
        const { row, column } = event.target.dataset;
        if (row !== undefined && (Number(row) !== focus.row || Number(column) !== focus.column)) {
            focusOn(Number(row), Number(column));
        }

        plan();
    });
    on(layerElement, 'focusout', plan);
    on(matchMedia('(forced-colors: active)'), 'change', () => {
        painter.forget();
        plan();
    });
    const themed = new MutationObserver(() => {
        painter.forget();
        plan();
    });
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    let scale = devicePixelRatio;
    const sized = new ResizeObserver(() => {
        if (scale !== devicePixelRatio) {
            scale = devicePixelRatio;
            painter.forget();
        }

        // Who looks at the newest run goes on to look at it; what is chosen stays in view.
        const wasAtEnd = isAtEnd;
        refresh();
        scroller.scrollLeft = wasAtEnd ? scroller.scrollWidth : scroller.scrollLeft;
        reveal(selected());
    });
    sized.observe(scroller);

    // One after the other: a change must not overtake the columns it belongs to while those are inflated.
    const then = work => (queue = queue.then(work).catch(error => console.error(error)));

    return {
        rows: bytes => then(async () => {
            const path = data.shown[focus.row]?.path;
            focusedRun = data.columns[focus.column]?.head.id ?? focusedRun;
            await data.setRows(bytes);
            focus.row = path ? Math.max(0, data.shown.findIndex(row => row.path === path)) : focus.row;
            isNew = true;
        }),
        columns: (heads, bytes, older) => then(async () => {
            const before = data.columns.length;
            const wasAtEnd = isAtEnd;
            focusedRun = data.columns[focus.column]?.head.id ?? focusedRun;
            const added = before > 0 ? heads.findIndex(head => head.id === data.columns[0].head.id) : 0;
            await data.setColumns(heads, bytes);
            [hasOlder, isAskingOlder, isNew] = [older, false, true];
            focus.column = focusedRun ? columnOf(focusedRun) : before === 0 ? data.columns.length - 1 : focus.column;
            const left = scroller.scrollLeft;
            refresh();
            scroller.scrollLeft = wasAtEnd ? scroller.scrollWidth : left + Math.max(0, added) * size.cell;
        }),
        heads: heads => then(() => {
            data.setHeads(heads);
            refresh();
        }),
        advance: (run, sequence, cells, counts) => then(() => {
            if (data.apply(run, sequence, cells, counts)) {
                tell();
            } else {
                call('Resend');
            }
        }),
        filter: bytes => then(() => rebuild(() => data.setFilter(bytes))),
        fold: folds => then(() => rebuild(() => data.foldAll(folds))),
        look: (wantedZoom, run, row) => then(() => {
            const isOther = chosen.run !== run || chosen.row !== row;
            const top = data.shown[Math.floor(scroller.scrollTop / size.cell)];
            chosen = { run, row };
            if (zoom !== wantedZoom) {
                zoom = wantedZoom;
                refresh();
                scroller.scrollTop = top ? Math.max(0, data.indexOf(top)) * size.cell : 0;
                scroller.scrollLeft = scroller.scrollWidth;
            }

            if (isOther) {
                const place = selected();
                focus = { row: place.row >= 0 ? place.row : focus.row, column: place.column >= 0 ? place.column : focus.column };
                reveal(place);
            }

            refresh();
        }),
        dispose() {
            gone.abort();
            clearTimeout(tipTimer);
            cancelAnimationFrame(frame);
            sized.disconnect();
            themed.disconnect();
        },
    };
}
