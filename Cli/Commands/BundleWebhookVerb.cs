using Orrery.Cli.Terminal;
using Orrery.Grains.Interfaces.Dags;

namespace Orrery.Cli.Commands;

/// <summary>What the host of a repository is told of a webhook, as JSON.</summary>
/// <param name="Url">Where it sends its calls.</param>
/// <param name="ContentType">What it sends.</param>
/// <param name="Secret">What it signs them with.</param>
internal sealed record WebhookAnswer(string Url, string ContentType, string Secret);

/// <summary><c>orrery bundle webhook</c>.</summary>
internal static class BundleWebhookVerb
{
    /// <summary>Creates the verb.</summary>
    public static CliCommand Create(CliContext context, RemoteOptions remote)
    {
        var name = new System.CommandLine.Argument<string>("NAME") { Description = "Name of the bundle" };
        return new CliCommand(
            "webhook", "Shows what to tell the host of a bundle's repository, so that a push is live at once: the address and the secret of a webhook.", "orrery bundle webhook reports")
            .With(name)
            .Does(async (parsed, cancellationToken) =>
            {
                var webhook = await remote.Connect(parsed).Bundles.GetWebhookAsync(parsed.GetRequiredValue(name), cancellationToken);
                if (webhook.Outcome.Status != ActionStatus.Done)
                {
                    throw new CliException(ExitCodes.Failure, webhook.Outcome.Problems);
                }

                var answer = new WebhookAnswer(new Uri(remote.Locate(parsed).Url, webhook.Path).ToString(), "application/json", webhook.Secret);
                if (remote.WantsJson(parsed))
                {
                    CliJson.Write(context.Terminal, answer, CliJson.Output.WebhookAnswer);
                }
                else
                {
                    FactList.Write(context.Terminal, ("payload url", answer.Url), ("content type", answer.ContentType), ("secret", answer.Secret), ("events", "push"));
                }

                return ExitCodes.Success;
            });
    }
}
