using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Protocol.Access;
using Portal.Protocol.Advisories;
using Portal.Protocol.Blobs;
using Portal.Protocol.Channels;
using Portal.Protocol.Components;
using Portal.Protocol.Following;
using Portal.Protocol.Hosts;
using Portal.Protocol.Jobs;
using Portal.Protocol.Problems;
using Portal.Protocol.Products;
using Portal.Protocol.Projects;
using Portal.Protocol.Releases;
using Portal.Protocol.Rollouts;
using Portal.Protocol.Updates;
using Portal.Protocol.Uploads;
using Portal.Protocol.Webhooks;

namespace Portal.Protocol;

/// <summary>Source-generated JSON of every wire record: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict
)]
[JsonSerializable(typeof(ProblemWire))]
[JsonSerializable(typeof(MeWire))]
[JsonSerializable(typeof(TokenCreateWire))]
[JsonSerializable(typeof(TokenCreatedWire))]
[JsonSerializable(typeof(PageWire<TokenWire>))]
[JsonSerializable(typeof(RobotCreateWire))]
[JsonSerializable(typeof(RobotWire))]
[JsonSerializable(typeof(AccountCreateWire))]
[JsonSerializable(typeof(AccountWire))]
[JsonSerializable(typeof(PageWire<AccountWire>))]
[JsonSerializable(typeof(SignInLinkWire))]
[JsonSerializable(typeof(PageWire<AuditEntryWire>))]
[JsonSerializable(typeof(InvitationCreateWire))]
[JsonSerializable(typeof(InvitationCreatedWire))]
[JsonSerializable(typeof(PageWire<InvitationWire>))]
[JsonSerializable(typeof(ProjectRequestCreateWire))]
[JsonSerializable(typeof(PageWire<ProjectRequestWire>))]
[JsonSerializable(typeof(DeclineWire))]
[JsonSerializable(typeof(ProjectCreateWire))]
[JsonSerializable(typeof(ProjectWire))]
[JsonSerializable(typeof(PageWire<ProjectWire>))]
[JsonSerializable(typeof(MemberSetWire))]
[JsonSerializable(typeof(MemberWire))]
[JsonSerializable(typeof(PageWire<MemberWire>))]
[JsonSerializable(typeof(PageWire<ComponentWire>))]
[JsonSerializable(typeof(PageWire<ComponentVersionWire>))]
[JsonSerializable(typeof(YankRequestWire))]
[JsonSerializable(typeof(PageWire<FileWire>))]
[JsonSerializable(typeof(DriversWire))]
[JsonSerializable(typeof(SetupWire))]
[JsonSerializable(typeof(UploadWire))]
[JsonSerializable(typeof(ProductCreateWire))]
[JsonSerializable(typeof(ProductUpdateWire))]
[JsonSerializable(typeof(PageWire<ProductWire>))]
[JsonSerializable(typeof(FollowWire))]
[JsonSerializable(typeof(FollowingWire))]
[JsonSerializable(typeof(ReleaseCreateWire))]
[JsonSerializable(typeof(PageWire<ReleaseWire>))]
[JsonSerializable(typeof(WithdrawWire))]
[JsonSerializable(typeof(ReleaseChangesWire))]
[JsonSerializable(typeof(AttemptsWire))]
[JsonSerializable(typeof(PageWire<JobWire>))]
[JsonSerializable(typeof(CollectionWire))]
[JsonSerializable(typeof(ChannelPointer))]
[JsonSerializable(typeof(Rollout))]
[JsonSerializable(typeof(ChannelFixes))]
[JsonSerializable(typeof(AdvisoryCreateWire))]
[JsonSerializable(typeof(AdvisoryUpdateWire))]
[JsonSerializable(typeof(AdvisoryWithdrawWire))]
[JsonSerializable(typeof(AdvisoryReachWire))]
[JsonSerializable(typeof(PageWire<AdvisoryWire>))]
[JsonSerializable(typeof(PageWire<CarriedAdvisoryWire>))]
[JsonSerializable(typeof(WebhookMessageWire))]
[JsonSerializable(typeof(WebhookCreateWire))]
[JsonSerializable(typeof(WebhookCreatedWire))]
[JsonSerializable(typeof(PageWire<WebhookWire>))]
[JsonSerializable(typeof(PageWire<WebhookDeliveryWire>))]
[JsonSerializable(typeof(ChannelCreateWire))]
[JsonSerializable(typeof(ChannelSettingsWire))]
[JsonSerializable(typeof(PromoteWire))]
[JsonSerializable(typeof(ChannelCommentWire))]
[JsonSerializable(typeof(PageWire<ChannelWire>))]
[JsonSerializable(typeof(PageWire<PromotionWire>))]
[JsonSerializable(typeof(DistroCreateWire))]
[JsonSerializable(typeof(PageWire<DistroWire>))]
[JsonSerializable(typeof(UpdatesWire))]
[JsonSerializable(typeof(KeyOrderWire))]
[JsonSerializable(typeof(FleetTokenCreateWire))]
[JsonSerializable(typeof(FleetTokenCreatedWire))]
[JsonSerializable(typeof(PageWire<FleetTokenWire>))]
[JsonSerializable(typeof(EnrollWire))]
[JsonSerializable(typeof(EnrolledWire))]
[JsonSerializable(typeof(ReportWire))]
[JsonSerializable(typeof(ReportTakenWire))]
[JsonSerializable(typeof(HostCountsWire))]
public sealed partial class ProtocolJson : JsonSerializerContext
{
    /// <summary>For requests: a field that the record does not have is an error, so that a typing slip is not ignored.</summary>
    public static JsonSerializerOptions Strict { get; } =
        new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            TypeInfoResolver = new ProtocolJson(),
        };
}
