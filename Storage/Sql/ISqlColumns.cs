namespace Orrery.Storage.Sql;

/// <summary>The columns of one row of a result, read strictly in order.</summary>
internal interface ISqlColumns
{
    long Int64();

    int Int32();

    double Double();

    bool Bool();

    DateTimeOffset Instant();

    TimeSpan Span();

    string Text();

    byte[] Bytes();

    long? Int64OrNull();

    int? Int32OrNull();

    DateTimeOffset? InstantOrNull();

    Guid? GuidOrNull();

    string? TextOrNull();

    byte[]? BytesOrNull();
}
