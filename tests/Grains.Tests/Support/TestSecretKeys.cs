using System.Security.Cryptography;
using Orrery.Core.Secrets;
using Orrery.Grains.Secrets;
using Orrery.Runtime.Secrets;

namespace Orrery.Grains.Tests.Support;

/// <summary>Keys in memory, of which a test can take some away.</summary>
public sealed class TestSecretKeys : ISecretKeys
{
    public KeyRing Ring { get; set; } = NewRing();

    public string Source => "the test";

    /// <summary>A backend that has what a test puts into it.</summary>
    public TestBackend Backend { get; } = new();

    /// <summary>A ring with a key of its own.</summary>
    public static KeyRing NewRing() => new([SecretKey.Create(RandomNumberGenerator.Fill)], RandomNumberGenerator.Fill);

    public KeyRing Add() => Ring = Ring.WithNew(SecretKey.Create(RandomNumberGenerator.Fill));

    public sealed class TestBackend : ISecretsBackend
    {
        public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

        public Task<string?> GetVariableAsync(string key, CancellationToken cancellationToken = default) => Task.FromResult(Variables.GetValueOrDefault(key));

        public Task<Connection?> GetConnectionAsync(string connectionId, CancellationToken cancellationToken = default) => Task.FromResult<Connection?>(null);
    }
}
