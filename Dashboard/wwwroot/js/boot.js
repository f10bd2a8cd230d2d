// Runs before anything is painted, so that no page flashes in the wrong theme.
(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
        const choice = localStorage.getItem('orrery.theme') ?? 'system';
        const theme = choice === 'light' || choice === 'dark' ? choice : dark.matches ? 'dark' : 'light';
        document.documentElement.dataset.theme = theme;
    };
    apply();
    dark.addEventListener('change', apply);
    addEventListener('storage', apply);
    document.addEventListener('orrery:theme', apply);
})();
