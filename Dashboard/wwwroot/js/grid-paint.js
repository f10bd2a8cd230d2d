// Draws what is in view of a grid. Cells are drawn once for each look and copied; nothing here knows of events.
import { cellOf, kinds } from './grid-data.js';

const root = document.documentElement;
const iconSize = 16;

/** Sizes of each zoom, in CSS pixels. */
export function measure(zoom, width) {
    return {
        cell: zoom,
        names: Math.round(Math.min(zoom > 4 ? 300 : 160, width * 0.42)),
        head: zoom > 4 ? 86 : 62,
        bar: 40,
        gap: zoom > 16 ? 4 : zoom > 4 ? 3 : 1,
        radius: zoom > 16 ? 5 : zoom > 4 ? 4 : 0,
    };
}

export class Painter {
    constructor(canvas, states, icons) {
        this.canvas = canvas;
        this.states = states;
        this.icons = new Map(Object.entries(icons).map(([name, path]) => [name, new Path2D(path)]));
        this.forget();
    }

    /** Colours and pictures of cells are read anew: the theme or the resolution has changed. */
    forget() {
        this.sprites = new Map();
        this.fitted = new Map();
        this.colors = null;
    }

    readColors() {
        const style = getComputedStyle(root);
        const read = name => style.getPropertyValue(name).trim();
        const forced = matchMedia('(forced-colors: active)').matches;
        const own = { page: '--page', raised: '--raised', hover: '--hover', line: '--line', strong: '--line-strong', text: '--text', muted: '--muted', accent: '--accent', soft: '--accent-soft', ink: '--state-ink' };
        const system = { page: 'Canvas', raised: 'Canvas', hover: 'Canvas', line: 'CanvasText', strong: 'CanvasText', text: 'CanvasText', muted: 'CanvasText', accent: 'Highlight', soft: 'Canvas', ink: 'Canvas' };
        this.colors = Object.fromEntries(Object.entries(own).map(([name, token]) => [name, forced ? system[name] : read(token)]));
        this.colors.states = this.states.map(state => forced ? 'CanvasText' : read(state.token));
        this.font = read('--font') || 'sans-serif';
    }

    paint(view) {
        const { canvas } = this;
        if (!this.colors) {
            this.readColors();
        }

        const scale = devicePixelRatio;
        const [width, height] = [Math.round(view.width * scale), Math.round(view.height * scale)];
        if (canvas.width !== width || canvas.height !== height) {
            [canvas.width, canvas.height] = [width, height];
        }

        const draw = this.draw = canvas.getContext('2d');
        draw.setTransform(scale, 0, 0, scale, 0, 0);
        draw.textBaseline = 'middle';
        this.view = view;
        this.fill(this.colors.page, 0, 0, view.width, view.height);
        this.inside(view.size.names, view.size.head, view.width, view.height, () => this.paintCells());
        this.inside(0, view.size.head, view.size.names, view.height, () => this.paintNames());
        this.inside(view.size.names, 0, view.width, view.size.head, () => this.paintHeads());
        this.fill(this.colors.page, 0, 0, view.size.names, view.size.head);
        this.fill(this.colors.line, 0, view.size.head - 1, view.width, 1);
        this.fill(this.colors.line, view.size.names - 1, 0, 1, view.height);
        this.paintRing();
    }

    fill(color, x, y, width, height) {
        this.draw.fillStyle = color;
        this.draw.fillRect(x, y, width, height);
    }

    inside(left, top, right, bottom, paint) {
        this.draw.save();
        this.draw.beginPath();
        this.draw.rect(left, top, right - left, bottom - top);
        this.draw.clip();
        paint();
        this.draw.restore();
    }

    paintBands() {
        const { view, colors } = this;
        const { size, first, last, left, right, hover, selected } = view;
        if (selected.column >= 0) {
            this.fill(colors.soft, view.x(selected.column), 0, size.cell, view.height);
        }

        if (selected.row >= first && selected.row < last) {
            this.fill(colors.soft, 0, view.y(selected.row), view.width, size.cell);
        }

        if (hover.row >= 0) {
            this.fill(colors.hover, 0, view.y(hover.row), view.width, size.cell);
        }

        if (hover.column >= left && hover.column < right) {
            this.fill(colors.hover, view.x(hover.column), 0, size.cell, view.height);
        }
    }

    paintCells() {
        const { view } = this;
        const { data, size, first, last, left, right } = view;
        this.paintBands();
        for (let column = left; column < right; column++) {
            const { cells, head } = data.columns[column];
            const x = view.x(column);
            if (head.isChanged) {
                this.fill(this.colors.accent, x - 0.5, 0, 1, view.height);
            }

            for (let index = first; index < last; index++) {
                const row = data.shown[index];
                const y = view.y(index);
                if (row.kind === kinds.group) {
                    this.paintGroup(data.columns[column], row, x, y);
                } else if (row.task !== undefined && !cellOf.absent(cells[row.task])) {
                    this.draw.drawImage(this.sprite(cells[row.task]), x, y, size.cell, size.cell);
                }
            }
        }
    }

    // The worst state, and under it how many are in which.
    paintGroup(column, row, x, y) {
        const { view, colors } = this;
        const { cell, gap } = view.size;
        const counts = view.data.countsOf(column, row);
        const states = view.data.statesIn(counts);
        if (states.length === 0) {
            return;
        }

        if (cell <= 4) {
            this.draw.drawImage(this.sprite(states[0]), x, y, cell, cell);
            return;
        }

        this.draw.drawImage(this.sprite(states[0] | 0x100), x, y, cell, cell);
        const [from, width, height] = [x + gap / 2, cell - gap, cell > 16 ? 4 : 3];
        const all = states.reduce((sum, state) => sum + counts[state], 0);
        let at = from;
        for (const state of states) {
            const share = counts[state] / all * width;
            this.draw.globalAlpha = this.states[state].fill === 'fill-solid' ? 1 : 0.45;
            this.fill(colors.states[state], at, y + cell - gap / 2 - height, Math.max(1, share), height);
            at += share;
        }

        this.draw.globalAlpha = 1;
    }

    paintNames() {
        const { view, colors, draw } = this;
        const { data, size, first, last } = view;
        this.fill(colors.page, 0, 0, size.names, view.height);
        this.paintBands();
        const points = size.cell > 16 ? 13 : 11.5;
        for (let index = first; index < last; index++) {
            const row = data.shown[index];
            const y = view.y(index) + size.cell / 2;
            const isGroup = row.kind === kinds.group;
            if (size.cell <= 4 && !(isGroup && row.depth === 0 && (row.end - row.at) * size.cell >= 14)) {
                continue;
            }

            const x = 10 + row.depth * 14 + (isGroup ? 14 : row.kind === kinds.heading ? 0 : 2);
            if (isGroup && size.cell > 4) {
                this.icon(data.isFolded(row) ? 'chevron' : 'chevron-down', x - 15, y - 6, 12, colors.muted);
            }

            draw.font = `${isGroup || row.kind === kinds.heading ? 600 : 400} ${size.cell <= 4 ? 10 : points}px ${this.font}`;
            draw.fillStyle = row.kind === kinds.gone || row.kind === kinds.heading ? colors.muted : colors.text;
            const text = this.fit(row.label, size.names - x - 10);
            draw.fillText(text, x, y + 0.5);
            if (row.kind === kinds.gone) {
                this.fill(colors.muted, x, y, draw.measureText(text).width, 1);
            }
        }
    }

    paintHeads() {
        const { view, colors, draw } = this;
        const { data, size, left, right } = view;
        this.fill(colors.page, size.names, 0, view.width, size.head);
        this.paintBands();
        const bottom = size.head - (size.cell > 4 ? 22 : 4);
        this.fill(colors.line, size.names, bottom - size.bar / 2, view.width, 1);
        let free = size.names;
        let day = '';
        for (let column = left; column < right; column++) {
            const { head } = data.columns[column];
            const x = view.x(column);
            const state = this.states[head.state];
            const color = colors.states[head.state];
            const height = Math.round(head.height / 100 * size.bar);
            const [from, width] = [x + size.gap / 2 + (size.cell > 4 ? 1 : 0), size.cell - size.gap - (size.cell > 4 ? 2 : 0)];
            if (state.fill === 'fill-solid') {
                this.fill(color, from, bottom - Math.max(height, 2), width, Math.max(height, 2));
            } else {
                draw.strokeStyle = color;
                draw.lineWidth = 1.5;
                draw.strokeRect(from + 0.75, bottom - Math.max(height, 6) + 0.75, width - 1.5, Math.max(height, 6) - 1.5);
            }

            if (size.cell > 4 && head.type !== 'scheduled') {
                this.icon(head.type, x + (size.cell - 12) / 2, bottom + 5, 12, colors.muted);
            }

            if (head.isChanged) {
                this.fill(colors.accent, x - 0.5, 18, 1, size.head);
            }

            const isDay = head.day !== day;
            if (x >= free && (isDay || size.cell > 4)) {
                const text = head.isChanged ? `v${head.version}` : isDay ? head.day.slice(5) : head.name.slice(11, 16);
                draw.font = `${isDay ? 600 : 400} 10.5px ${this.font}`;
                draw.fillStyle = head.isChanged ? colors.accent : isDay ? colors.text : colors.muted;
                draw.fillText(text, x + 2, 9);
                free = x + draw.measureText(text).width + 14;
            }

            day = head.day;
        }
    }

    paintRing() {
        const { view, colors, draw } = this;
        if (!view.focus) {
            return;
        }

        const { row, column } = view.focus;
        const x = column < 0 ? 0 : view.x(column);
        const y = row < 0 ? 18 : view.y(row);
        draw.strokeStyle = colors.accent;
        draw.lineWidth = 2;
        draw.strokeRect(x + 1, y + 1, (column < 0 ? view.size.names : view.size.cell) - 2, (row < 0 ? view.size.head - 18 : view.size.cell) - 2);
    }

    icon(name, x, y, size, color) {
        const { draw } = this;
        draw.save();
        draw.translate(x, y);
        draw.scale(size / iconSize, size / iconSize);
        draw.strokeStyle = color;
        draw.lineWidth = 1.8;
        draw.lineCap = draw.lineJoin = 'round';
        draw.stroke(this.icons.get(name));
        draw.restore();
    }

    fit(text, width) {
        const key = `${this.draw.font}|${Math.round(width)}|${text}`;
        let fitted = this.fitted.get(key);
        if (fitted === undefined) {
            fitted = text;
            for (let length = text.length; length > 1 && this.draw.measureText(fitted).width > width; length--) {
                fitted = `${text.slice(0, length - 1)}…`;
            }

            this.fitted.set(key, fitted);
        }

        return fitted;
    }

    /** The picture of a cell; with 0x100 that of a group, which leaves room below. */
    sprite(cell) {
        const { size } = this.view;
        const key = `${cell}|${size.cell}`;
        let sprite = this.sprites.get(key);
        if (!sprite) {
            const scale = devicePixelRatio;
            sprite = new OffscreenCanvas(Math.ceil(size.cell * scale), Math.ceil(size.cell * scale));
            const draw = sprite.getContext('2d');
            draw.scale(scale, scale);
            this.drawCell(draw, cell, size);
            this.sprites.set(key, sprite);
        }

        return sprite;
    }

    drawCell(draw, cell, { cell: side, gap, radius }) {
        const state = this.states[cellOf.state(cell)];
        const color = this.colors.states[cellOf.state(cell)];
        const isGroup = (cell & 0x100) !== 0;
        const low = isGroup ? (side > 16 ? 5 : 4) : 0;
        const [x, y, width, height] = [gap / 2, gap / 2, side - gap, side - gap - low];
        draw.fillStyle = draw.strokeStyle = color;
        if (side <= 4) {
            draw.globalAlpha = state.fill === 'fill-solid' ? 1 : state.fill === 'fill-hatched' ? 0.6 : 0.35;
            draw.fillRect(x, y, width, height);
            return;
        }

        const box = inset => {
            draw.beginPath();
            draw.roundRect(x + inset, y + inset, width - inset * 2, height - inset * 2, Math.max(0, radius - inset));
        };
        const isSolid = state.fill === 'fill-solid';
        if (isSolid) {
            box(0);
            draw.fill();
        } else {
            if (state.fill === 'fill-hatched') {
                draw.save();
                box(0);
                draw.clip();
                draw.globalAlpha = 0.4;
                draw.lineWidth = 1.2;
                draw.beginPath();
                for (let at = -side; at < side * 2; at += 4) {
                    draw.moveTo(at, side);
                    draw.lineTo(at + side, 0);
                }

                draw.stroke();
                draw.restore();
            }

            draw.lineWidth = side > 16 ? 1.75 : 1.5;
            draw.setLineDash(state.dashed ? [2.5, 2] : []);
            draw.globalAlpha = state.dashed ? 0.55 : 1;
            box(draw.lineWidth / 2);
            draw.stroke();
            draw.setLineDash([]);
            draw.globalAlpha = 1;
        }

        const glyph = Math.min(width, height) * (side > 16 ? 0.68 : 0.78);
        if (!state.dashed) {
            draw.save();
            draw.translate(x + (width - glyph) / 2, y + (height - glyph) / 2);
            draw.scale(glyph / iconSize, glyph / iconSize);
            draw.strokeStyle = isSolid ? this.colors.ink : color;
            draw.lineWidth = 2;
            draw.lineCap = draw.lineJoin = 'round';
            draw.stroke(this.icons.get(state.glyph));
            draw.restore();
        }

        if (cellOf.mapped(cell)) {
            draw.fillStyle = color;
            draw.fillRect(x + 3, y + height + 1, width - 6, 1);
        }

        // Tried more than once: a dot on the corner, cut out of what is under it.
        if (cellOf.retried(cell)) {
            const dot = side > 16 ? 3 : 2.25;
            for (const [fill, grown] of [[this.colors.page, 1.25], [this.colors.text, 0]]) {
                draw.fillStyle = fill;
                draw.beginPath();
                draw.arc(x + width - 1.5, y + 1.5, dot + grown, 0, Math.PI * 2);
                draw.fill();
            }
        }
    }
}
