using System.Text.Json.Nodes;

namespace Sync.Web.Tests.Rules;

/// <summary>What one user tries with the web client, and whether the rules shall let them.</summary>
/// <param name="User">Who.</param>
/// <param name="Op">What, as web-client.cjs names it.</param>
/// <param name="Path">On which document or collection, from the database's root; for a group its name.</param>
/// <param name="Data">What is written; null for reads and deletes.</param>
/// <param name="Allowed">Whether it shall succeed.</param>
internal sealed record WebCheck(RulesUser User, string Op, string Path, JsonObject? Data, bool Allowed);
