using System.Globalization;
using Orrery.Core.Templating.Values;

namespace Orrery.Core.Templating.Library;

/// <summary>Python's <c>strptime</c> in the C locale.</summary>
internal sealed class Strptime
{
    private static readonly string[] Months = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12];
    private static readonly string[] Weekdays = CultureInfo.InvariantCulture.DateTimeFormat.DayNames;

    private readonly string _text;
    private readonly string _format;
    private int _at;
    private int _year = 1900;
    private int _month = 1;
    private int _day = 1;
    private int _dayOfYear;
    private int _hour;
    private bool _afternoon;
    private bool _hasHalf;
    private int _minute;
    private int _second;
    private int _microsecond;
    private TimeSpan? _offset;

    private Strptime(string text, string format)
    {
        _text = text;
        _format = format;
    }

    /// <summary>Reads a date-time; it is naive unless the format has <c>%z</c> or <c>%Z</c>.</summary>
    public static DateTimeValue Parse(string text, string format) => new Strptime(text, format).Run();

    private DateTimeValue Run()
    {
        for (int i = 0; i < _format.Length; i++)
        {
            if (_format[i] == '%' && i + 1 < _format.Length)
            {
                Read(_format[++i]);
            }
            else if (char.IsWhiteSpace(_format[i]))
            {
                SkipWhiteSpace();
            }
            else if (_at >= _text.Length || _text[_at++] != _format[i])
            {
                throw Mismatch();
            }
        }
        return _at == _text.Length ? Result() : throw Mismatch();
    }

    private void Read(char directive)
    {
        switch (directive)
        {
            case 'Y':
                _year = Digits(4, 4);
                break;
            case 'y':
                // POSIX: 69 to 99 belong to the last century.
                int short2 = Digits(2, 2);
                _year = short2 >= 69 ? 1900 + short2 : 2000 + short2;
                break;
            case 'm':
                _month = Digits(1, 2);
                break;
            case 'd':
                _day = Digits(1, 2);
                break;
            case 'j':
                _dayOfYear = Digits(1, 3);
                break;
            case 'H':
                _hour = Digits(1, 2);
                break;
            case 'I':
                _hour = Digits(1, 2) % 12;
                _hasHalf = true;
                break;
            case 'p':
                _afternoon = Word(["AM", "PM"]) == 1;
                break;
            case 'M':
                _minute = Digits(1, 2);
                break;
            case 'S':
                _second = Digits(1, 2);
                break;
            case 'f':
                int start = _at;
                int fraction = Digits(1, 6);
                _microsecond = fraction * (int)Math.Pow(10, 6 - (_at - start));
                break;
            case 'b' or 'h':
                _month = Word([.. Months.Select(m => m[..3])]) + 1;
                break;
            case 'B':
                _month = Word(Months) + 1;
                break;
            case 'a':
                Word([.. Weekdays.Select(d => d[..3])]);
                break;
            case 'A':
                Word(Weekdays);
                break;
            case 'z':
                _offset = Offset();
                break;
            case 'Z':
                Word(["UTC", "GMT"]);
                _offset = TimeSpan.Zero;
                break;
            case '%' when _at < _text.Length && _text[_at] == '%':
                _at++;
                break;
            case '%':
                throw Mismatch();
            default:
                throw TemplateFault.Runtime($"'%{directive}' is not supported in the format '{_format}' for reading a date");
        }
    }

    private DateTimeValue Result()
    {
        int hour = _hasHalf && _afternoon ? _hour + 12 : _hour;
        try
        {
            var local = new DateTime(_year, _dayOfYear > 0 ? 1 : _month, _dayOfYear > 0 ? 1 : _day, hour, _minute, _second, DateTimeKind.Unspecified)
                .AddMicroseconds(_microsecond)
                .AddDays(Math.Max(_dayOfYear - 1, 0));
            return new DateTimeValue(new DateTimeOffset(local, _offset ?? TimeSpan.Zero), isNaive: _offset is null);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw TemplateFault.Runtime($"'{_text}' is not a date that exists");
        }
    }

    private int Digits(int least, int most)
    {
        int start = _at;
        while (_at < _text.Length && _at - start < most && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }
        return _at - start >= least ? int.Parse(_text.AsSpan(start, _at - start), CultureInfo.InvariantCulture) : throw Mismatch();
    }

    private int Word(string[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (string.Compare(_text, _at, words[i], 0, words[i].Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                _at += words[i].Length;
                return i;
            }
        }
        throw Mismatch();
    }

    private TimeSpan Offset()
    {
        if (_at < _text.Length && _text[_at] == 'Z')
        {
            _at++;
            return TimeSpan.Zero;
        }
        char sign = _at < _text.Length ? _text[_at++] : ' ';
        if (sign is not ('+' or '-'))
        {
            throw Mismatch();
        }
        int hours = Digits(2, 2);
        _at += _at < _text.Length && _text[_at] == ':' ? 1 : 0;
        var offset = new TimeSpan(hours, Digits(2, 2), 0);
        return offset > TimeSpan.FromHours(14) ? throw Mismatch() : sign == '-' ? -offset : offset;
    }

    private void SkipWhiteSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private TemplateFault Mismatch() => TemplateFault.Runtime($"'{_text}' does not have the format '{_format}'");
}
