using Orrery.Client;

namespace Orrery.Browser.Tests.Demo;

/// <summary>A log whose lines try to be more than text.</summary>
public static class HostileLines
{
    public static IReadOnlyList<(LogSource Source, string Text)> All { get; } =
    [
        (LogSource.System, "Starting try 2 on runner-2."),
        (LogSource.Stdout, "\e[1mCheck totals\e[0m  invoices against ledger"),
        (LogSource.Stdout, "\e[32mok\e[0m      \e[2m2,814\e[0m invoices read from https://billing.example.com/invoices?day=yesterday."),
        (LogSource.Stdout, "\e[32mok\e[0m      currency table is \e[38;5;39m3 hours\e[0m old"),
        (LogSource.Stdout, "\e[33mwarning\e[0m 2 invoices without a cost centre: \e[38;2;255;140;0mINV-20413\e[0m, \e[38;2;255;140;0mINV-20977\e[0m"),
        (LogSource.Stdout, "<script>window.hacked = true</script>"),
        (LogSource.Stdout, "<img src=x onerror=\"window.hacked=true\">"),
        (LogSource.Stdout, "\e]8;;javascript:window.hacked=true\e\\a link\e]8;;\e\\ and \e]8;;https://docs.example.com/totals\e\\a good one\e]8;;\e\\"),
        (LogSource.Stdout, "progress 10%\rprogress 55%\rprogress 100%"),
        (LogSource.Stdout, "\e[2J\e[H\e]0;owned\atitle and screen left alone"),
        (LogSource.Stdout, "\e[41;97m FAIL \e[0m \e[7m inverse \e[0m \e[3mitalic\e[0m \e[4munderlined\e[0m \e[9mstruck\e[0m"),
        (LogSource.Stderr, "Traceback (most recent call last):"),
        (LogSource.Stderr, "  File \"check_totals.py\", line 88, in <module>"),
        (LogSource.Stderr, "    raise TotalsDiffer(12.40, \"EUR\")"),
        (LogSource.Stderr, "\e[1;31mTotalsDiffer: 12.40 EUR\e[0m between invoices and ledger"),
        (LogSource.System, "Exited with code 3 after 18 s."),
    ];
}
