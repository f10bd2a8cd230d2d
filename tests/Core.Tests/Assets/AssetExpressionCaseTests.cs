using System.Text.Json;
using Orrery.Core.Assets;
using Orrery.Core.Tests.Cases;
using Xunit.Abstractions;

namespace Orrery.Core.Tests.Assets;

public sealed class AssetExpressionCaseTests(ITestOutputHelper output)
{
    [Fact]
    public void IsTrue_WhenGivenTheCases_AnswersAsExpected() => CaseRun.All("asset_expressions", output, Run);

    private static (string Expected, string Actual) Run(Case @case)
    {
        var uris = Texts(@case.Body.GetProperty("with_events")).ToHashSet(StringComparer.Ordinal);
        var aliases = @case.Body.GetProperty("aliases").EnumerateObject()
            .SelectMany(a => Texts(a.Value).Select(uri => (Alias: a.Name, uri)))
            .ToLookup(p => p.Alias, p => p.uri, StringComparer.Ordinal);
        return ($"{@case.Expect.GetBoolean()}", $"{Expression(@case.Body.GetProperty("expression")).IsTrue(new AssetNews(uris, aliases))}");
    }

    private static AssetExpression Expression(JsonElement json)
    {
        var member = json.EnumerateObject().Single();
        return member.Name switch
        {
            "asset" => new AssetExpression.One(AssetRef.Asset(member.Value.GetString()!)),
            "alias" => new AssetExpression.One(AssetRef.Alias(member.Value.GetString()!)),
            "all" => new AssetExpression.All([.. member.Value.EnumerateArray().Select(Expression)]),
            "any" => new AssetExpression.Any([.. member.Value.EnumerateArray().Select(Expression)]),
            _ => throw new InvalidDataException($"'{member.Name}' is no part of an expression."),
        };
    }

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(e => e.GetString()!);
}
