using System.CommandLine;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Web.Access;
using Sync.Web.Connect;

namespace Sync.Cli.Commands;

/// <summary><c>account</c>: for whoever has forgotten their password.</summary>
internal static class AccountCommand
{
    public static Command Create() => new("account", "Looks after accounts.") { Password(), Reset() };

    private static Argument<string> Email() => new("EMAIL") { Description = "The account's e-mail address." };

    private static Command Reset()
    {
        var (email, site) = (Email(), new Option<string?>("--site") { Description = $"Where the site is, such as https://sync.example.com; default {PublicAddress.Variable}." });
        var command = new Command("reset", "Prints a link by which whoever has forgotten their password chooses a new one, once, within an hour.") { email, site };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var address = PublicAddress.Parse(parsed.GetValue(site), "--site") ?? services.Settings.PublicUrl;
            var token = await new PasswordResets(services.Store, services.Accounts, services.Time).MakeAsync(parsed.GetRequiredValue(email), Actor.Operator, cancellation);
            Console.WriteLine($"Whoever opens this link chooses a new password for {parsed.GetRequiredValue(email)}; sessions of before end then. It is shown this once:");
            Console.WriteLine(ConnectLinks.Password(address ?? PublicAddress.Default, token));
            if (address is null)
                Console.WriteLine($"Where the site is, is a guess: {PublicAddress.Default} is where 'possync serve' listens unless told otherwise. If it is elsewhere, put its address before /password in the link; next time give --site URL, or set {PublicAddress.Variable}.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Password()
    {
        var email = Email();
        var password = new Command("password", "Sets an account's password, asked for on the terminal or read from standard input, and ends its sessions.") { email };
        password.SetAction((parsed, cancellation) => Guard.WithServicesAsync(async services =>
        {
            var account = await services.Accounts.FindByEmailAsync(parsed.GetRequiredValue(email), cancellation)
                ?? throw new OrgException($"There is no account of {parsed.GetRequiredValue(email)}. 'possync member invite ORG EMAIL --role ROLE' asks somebody in.");
            var given = new Prompts(Terminal.Own).AskForPassword();
            if (Passwords.WhyNot(given, account.Email) is { } wrong) throw new FormatException(wrong + " Nothing was changed.");
            await services.Accounts.SetPasswordAsync(account.Id, Passwords.Hash(given), Actor.Operator, cancellation);
            Console.WriteLine($"The password of {account.Email} is changed; sessions of before are over.");
            return ExitCode.Done;
        }, cancellation));
        return password;
    }
}
