package io.jenkins.plugins.pressluft.it.web;

/** A registry with one environment for all and one that belongs to a folder. */
public final class Estate {
  public static final String REGISTRY =
      """
      version: 1
      default_storage: main
      nodes:
        here:
          connection: ssh
          host: 127.0.0.1
          user: deploy
          private_key: {secret: none}
          host_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl
      storage:
        main: {type: file, path: /srv/backups}
      sites:
        shop:
          environments:
            production:
              kind: wordpress
              node: here
              path: /srv/shop
              preview_url: http://127.0.0.1:1/
              fastcgi: 127.0.0.1:2
              database: {name: shop, socket: /run/none.sock}
        acme:
          environments:
            production:
              kind: wordpress
              node: here
              path: /srv/acme
              preview_url: http://127.0.0.1:1/
              fastcgi: 127.0.0.1:2
              database: {name: acme, socket: /run/none.sock}
              folder: teams/acme
      """;

  private Estate() {}
}
