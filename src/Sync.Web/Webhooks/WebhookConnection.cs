using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Model;

namespace Sync.Web.Webhooks;

/// <summary>A connection that webhooks may be sent to.</summary>
/// <param name="Org">Whose.</param>
/// <param name="Id">Its id.</param>
/// <param name="Connector">The connector's id.</param>
/// <param name="Reader">What checks and reads them.</param>
/// <param name="Settings">With the secret that they are checked with.</param>
internal sealed record WebhookConnection(OrgId Org, string Id, string Connector, IWebhookConnector Reader, ConnectionSettings Settings);
