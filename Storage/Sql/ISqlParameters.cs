namespace Orrery.Storage.Sql;

/// <summary>
/// The parameters of a statement, added strictly in order, so that code that maps a row reads like the list of its columns. What is no
/// Unicode text (U+0000, an unpaired surrogate) becomes U+FFFD.
/// </summary>
internal interface ISqlParameters
{
    ISqlParameters Add(long value);

    ISqlParameters Add(long? value);

    ISqlParameters Add(double value);

    ISqlParameters Add(bool value);

    ISqlParameters Add(DateTimeOffset? value);

    ISqlParameters Add(TimeSpan value);

    ISqlParameters Add(Guid? value);

    ISqlParameters Add(byte[]? value);

    ISqlParameters Add(string? value);
}
