namespace Orrery.Grains.Tests.Wire;

/// <summary>The rules of wire contracts, held against bad samples. Only in the embedded build: Orleans would take the samples for its own and refuse to start.</summary>
public sealed class WireRuleTests
{
    [Fact]
    public void Rules_WhenAContractBreaksThem_NameEverything()
    {
        var problems = WireRules.Problems(WireContracts.Of(typeof(IBadContract), typeof(BadMessage), typeof(TwinMessage)));
        const string here = "Orrery.Grains.Tests.Wire.WireRuleTests+";
        problems.ShouldBe(
            [
                $"{here}IBadContract.Unnamed has no [Alias]: renaming it would break the wire",
                $"the alias 'Same' is that of First and Second of {here}IBadContract",
                $"{here}IBadContract has no [Alias]: renaming it would break the wire",
                $"the alias 'tests.message' is that of {here}BadMessage and {here}TwinMessage",
                $"{here}BadMessage.Lost has no [Id]: it would be lost on the way",
                $"{here}BadMessage: the id 0 is that of Number and Text",
                $"{here}BadMessage is not [Immutable]: every call within a silo would copy it",
                $"{here}BadMessage.Text can be set later, and messages are passed without a copy: make it 'init'",
                $"{here}BadMessage.Names is of List<String>, which can change, and messages are passed without a copy",
                $"{here}BadMessage.View is of IReadOnlyList<Int32>, which can change, and messages are passed without a copy",
                $"{here}IBadContract.Second passes Int32[], which can change: use an immutable type, or a message",
            ],
            ignoreOrder: true);
    }

    private interface IBadContract : IGrainWithStringKey
    {
        Task Unnamed();

        [Alias("Same")]
        Task First();

        [Alias("Same")]
        Task Second(int[] numbers);
    }

    [GenerateSerializer, Alias("tests.message")]
    private sealed class BadMessage
    {
        [Id(0)] public int Number { get; init; }

        [Id(0)] public string Text { get; set; } = "";

        [Id(1)] public List<string> Names { get; init; } = [];

        [Id(2)] public IReadOnlyList<int> View { get; init; } = [];

        public string Lost { get; init; } = "";
    }

    [GenerateSerializer, Immutable, Alias("tests.message")]
    private sealed record TwinMessage;
}
