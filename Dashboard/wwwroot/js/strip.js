// All tasks of a run as small cells on one canvas: a byte a cell, no element for any of them.
const sizeOf = count => count <= 150 ? 14 : count <= 2000 ? 8 : 4;

export function create(canvas, owner, states) {
    let cells = new Uint8Array();
    let columns = 1;
    let named = -1;
    let paintedWidth = 0;

    const paint = () => {
        const size = sizeOf(cells.length);
        const width = paintedWidth = canvas.parentElement.clientWidth;
        columns = Math.max(1, Math.floor(width / size));
        const height = Math.ceil(cells.length / columns) * size;
        const scale = devicePixelRatio;
        canvas.width = width * scale;
        canvas.height = height * scale;
        canvas.style.height = `${height}px`;

        const style = getComputedStyle(document.documentElement);
        const colors = states.map(state => style.getPropertyValue(state.token).trim());
        const draw = canvas.getContext('2d');
        draw.scale(scale, scale);
        const gap = size > 4 ? 2 : 1;
        const side = size - gap;
        cells.forEach((state, index) => {
            const x = (index % columns) * size;
            const y = Math.floor(index / columns) * size;
            draw.fillStyle = draw.strokeStyle = colors[state];
            if (states[state].fill === 'fill-solid') {
                draw.fillRect(x, y, side, side);
            } else if (size <= 4) {
                draw.globalAlpha = 0.4;
                draw.fillRect(x, y, side, side);
                draw.globalAlpha = 1;
            } else {
                draw.lineWidth = 1;
                draw.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
                if (states[state].fill === 'fill-hatched') {
                    draw.beginPath();
                    draw.moveTo(x + 1, y + side - 1);
                    draw.lineTo(x + side - 1, y + 1);
                    draw.stroke();
                }
            }
        });
    };

    const indexAt = event => {
        const size = sizeOf(cells.length);
        const column = Math.floor(event.offsetX / size);
        const index = Math.floor(event.offsetY / size) * columns + column;
        return column < columns && index < cells.length ? index : -1;
    };

    const onClick = event => {
        const index = indexAt(event);
        if (index >= 0) {
            owner.invokeMethodAsync('Pick', index).catch(() => { });
        }
    };

    const onMove = async event => {
        const index = indexAt(event);
        if (index !== named) {
            named = index;
            canvas.title = '';
            const name = index < 0 ? '' : await owner.invokeMethodAsync('Name', index).catch(() => '');
            if (named === index) {
                canvas.title = name;
            }
        }
    };

    const sized = new ResizeObserver(() => canvas.parentElement && canvas.parentElement.clientWidth !== paintedWidth && paint());
    sized.observe(canvas.parentElement);
    const themed = new MutationObserver(paint);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    canvas.addEventListener('click', onClick);
    canvas.addEventListener('pointermove', onMove);

    return {
        draw(bytes) {
            cells = bytes;
            paint();
        },
        dispose() {
            sized.disconnect();
            themed.disconnect();
            canvas.removeEventListener('click', onClick);
            canvas.removeEventListener('pointermove', onMove);
        },
    };
}
