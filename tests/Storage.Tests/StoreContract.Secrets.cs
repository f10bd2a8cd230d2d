namespace Orrery.Storage.Tests;

/// <content>Which keys seal secrets.</content>
public abstract partial class StoreContract
{
    [Fact]
    public async Task SecretKeys_WhenTheySealVariablesAndConnections_AreCountedByKind()
    {
        await Store.CommitAsync(
        [
            Sample.Variable("a"), Sample.Variable("b"), Sample.Variable("c") with { KeyId = "k2" },
            Sample.Connection("a"), Sample.Connection("b") with { KeyId = "k2" },
        ]);

        (await Store.CountSecretKeysAsync()).ShouldBe(
            [new SecretKeyUse("k1", false, 2), new SecretKeyUse("k2", false, 1), new SecretKeyUse("k1", true, 1), new SecretKeyUse("k2", true, 1)],
            ignoreOrder: true);
    }
}
