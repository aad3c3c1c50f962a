using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Channels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Distros",
                columns: table => new
                {
                    Name = table.Column<string>(
                        type: "character varying(63)",
                        maxLength: 63,
                        nullable: false
                    ),
                    Title = table.Column<string>(
                        type: "character varying(200)",
                        maxLength: 200,
                        nullable: false
                    ),
                    CreatedAt = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Distros", x => x.Name);
                }
            );

            migrationBuilder.CreateTable(
                name: "Channels",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ProductId = table.Column<Guid>(type: "uuid", nullable: false),
                    Product = table.Column<string>(
                        type: "character varying(63)",
                        maxLength: 63,
                        nullable: false
                    ),
                    Name = table.Column<string>(
                        type: "character varying(63)",
                        maxLength: 63,
                        nullable: false
                    ),
                    Kind = table.Column<string>(
                        type: "character varying(16)",
                        maxLength: 16,
                        nullable: false
                    ),
                    Owner = table.Column<string>(
                        type: "character varying(63)",
                        maxLength: 63,
                        nullable: true
                    ),
                    CreatedAt = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    State = table.Column<string>(
                        type: "character varying(20)",
                        maxLength: 20,
                        nullable: false
                    ),
                    Minimum = table.Column<string>(
                        type: "character varying(31)",
                        maxLength: 31,
                        nullable: true
                    ),
                    Floor = table.Column<string>(
                        type: "character varying(31)",
                        maxLength: 31,
                        nullable: true
                    ),
                    Follows = table.Column<string>(
                        type: "character varying(63)",
                        maxLength: 63,
                        nullable: true
                    ),
                    ReleaseId = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<string>(
                        type: "character varying(31)",
                        maxLength: 31,
                        nullable: true
                    ),
                    PreviousId = table.Column<Guid>(type: "uuid", nullable: true),
                    PreviousVersion = table.Column<string>(
                        type: "character varying(31)",
                        maxLength: 31,
                        nullable: true
                    ),
                    Percent = table.Column<int>(type: "integer", nullable: false),
                    Rollout = table.Column<string>(
                        type: "character varying(16)",
                        maxLength: 16,
                        nullable: false
                    ),
                    Reason = table.Column<string>(
                        type: "character varying(1000)",
                        maxLength: 1000,
                        nullable: true
                    ),
                    Salt = table.Column<string>(
                        type: "character varying(32)",
                        maxLength: 32,
                        nullable: true
                    ),
                    PointedAt = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    PointedBy = table.Column<string>(
                        type: "character varying(63)",
                        maxLength: 63,
                        nullable: true
                    ),
                    Due = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    Revision = table.Column<long>(type: "bigint", nullable: false),
                    SignedPointer_Error = table.Column<string>(
                        type: "character varying(2000)",
                        maxLength: 2000,
                        nullable: true
                    ),
                    SignedPointer_Failures = table.Column<int>(type: "integer", nullable: false),
                    SignedPointer_NextAt = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    SignedPointer_ReleaseId = table.Column<Guid>(type: "uuid", nullable: true),
                    SignedPointer_Signature = table.Column<string>(
                        type: "character varying(4000)",
                        maxLength: 4000,
                        nullable: true
                    ),
                    SignedPointer_SignedAt = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    SignedPointer_Status = table.Column<string>(
                        type: "character varying(16)",
                        maxLength: 16,
                        nullable: true
                    ),
                    SignedPointer_Text = table.Column<string>(
                        type: "character varying(2000)",
                        maxLength: 2000,
                        nullable: true
                    ),
                    SignedPointer_ValidUntil = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    SignedPointer_Version = table.Column<string>(
                        type: "character varying(31)",
                        maxLength: 31,
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Channels", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Channels_Distros_Owner",
                        column: x => x.Owner,
                        principalTable: "Distros",
                        principalColumn: "Name",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_Channels_Products_ProductId",
                        column: x => x.ProductId,
                        principalTable: "Products",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_Channels_Releases_PreviousId",
                        column: x => x.PreviousId,
                        principalTable: "Releases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                    table.ForeignKey(
                        name: "FK_Channels_Releases_ReleaseId",
                        column: x => x.ReleaseId,
                        principalTable: "Releases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "Promotions",
                columns: table => new
                {
                    ChannelId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    Action = table.Column<string>(
                        type: "character varying(16)",
                        maxLength: 16,
                        nullable: false
                    ),
                    At = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    By = table.Column<string>(
                        type: "character varying(63)",
                        maxLength: 63,
                        nullable: false
                    ),
                    Comment = table.Column<string>(
                        type: "character varying(1000)",
                        maxLength: 1000,
                        nullable: true
                    ),
                    FromId = table.Column<Guid>(type: "uuid", nullable: true),
                    From = table.Column<string>(
                        type: "character varying(31)",
                        maxLength: 31,
                        nullable: true
                    ),
                    ToId = table.Column<Guid>(type: "uuid", nullable: true),
                    To = table.Column<string>(
                        type: "character varying(31)",
                        maxLength: 31,
                        nullable: true
                    ),
                    Percent = table.Column<int>(type: "integer", nullable: false),
                    Due = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Promotions", x => new { x.ChannelId, x.Number });
                    table.ForeignKey(
                        name: "FK_Promotions_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "IX_Channels_Owner",
                table: "Channels",
                column: "Owner"
            );

            migrationBuilder.CreateIndex(
                name: "IX_Channels_PreviousId",
                table: "Channels",
                column: "PreviousId"
            );

            migrationBuilder.CreateIndex(
                name: "IX_Channels_ProductId",
                table: "Channels",
                column: "ProductId"
            );

            migrationBuilder.CreateIndex(
                name: "IX_Channels_Product_Name",
                table: "Channels",
                columns: new[] { "Product", "Name" },
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_Channels_ReleaseId",
                table: "Channels",
                column: "ReleaseId"
            );

            migrationBuilder.CreateIndex(
                name: "IX_Promotions_ToId",
                table: "Promotions",
                column: "ToId"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "Promotions");

            migrationBuilder.DropTable(name: "Channels");

            migrationBuilder.DropTable(name: "Distros");
        }
    }
}
