using System.Text.Json;

namespace Orrery.Core.Tests.Cases;

/// <summary>One case of a case file: inputs and the answer they must give.</summary>
/// <param name="Name">The case's name, unique in its file.</param>
/// <param name="Body">The whole case object, with its inputs and <c>expect</c>.</param>
/// <param name="File">The whole file it is in, for members beside <c>cases</c>.</param>
public sealed record Case(string Name, JsonElement Body, JsonElement File)
{
    /// <summary>The answer the case demands.</summary>
    public JsonElement Expect => Body.GetProperty("expect");

    /// <summary>A member of the case, or null when it is absent or JSON null.</summary>
    public JsonElement? Find(string member) => Body.Find(member);
}
